#include "routing/offers.hpp"

#include <algorithm>

namespace siding::routing {
namespace {

using Methods = std::set<std::string_view>;

Methods methods_of(const std::vector<Offer>& offers) {
  Methods methods{"OPTIONS"};
  for (const Offer& offer : offers) {
    methods.insert(offer.method);
    if (offer.method == "GET") methods.insert("HEAD");
  }
  return methods;
}

std::string join(const Methods& methods) {
  std::string text;
  for (const auto method : methods) text.append(text.empty() ? "" : ", ").append(method);
  return text;
}

auto has_method(std::string_view method) {
  return [method](const Offer& offer) { return offer.method == method; };
}

}  // namespace

const Offer* Offers::added(std::uint32_t end, std::string_view method) const {
  if (end >= adding_.size()) return nullptr;
  const auto found = std::find_if(adding_[end].begin(), adding_[end].end(), has_method(method));
  return found == adding_[end].end() ? nullptr : &*found;
}

void Offers::add(std::uint32_t end, Offer offer) {
  if (end >= adding_.size()) adding_.resize(end + 1);
  adding_[end].push_back(offer);
}

void Offers::finish() {
  ends_.reserve(adding_.size());
  for (const auto& offers : adding_) {
    ends_.push_back({.first = static_cast<std::uint32_t>(offers_.size()),
                     .count = static_cast<std::uint32_t>(offers.size()),
                     .allow = *allow_texts_.insert(join(methods_of(offers))).first});
    offers_.insert(offers_.end(), offers.begin(), offers.end());
  }
  allow_ = *allow_texts_.insert(join(methods_of(offers_))).first;
  adding_ = {};
}

const Offer* Offers::find(std::uint32_t end, std::string_view method) const {
  const End& here = ends_[end];
  const Offer* const offer = find_exactly(here, method);
  return offer || method != "HEAD" ? offer : find_exactly(here, "GET");
}

const Offer* Offers::find_exactly(const End& end, std::string_view method) const {
  const Offer* const first = offers_.data() + end.first;
  const Offer* const last = first + end.count;
  const Offer* const found = std::find_if(first, last, has_method(method));
  return found == last ? nullptr : found;
}

}  // namespace siding::routing
