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
  Methods all{"OPTIONS"};
  ends_.reserve(adding_.size());
  for (const auto& offers : adding_) {
    const Methods methods = methods_of(offers);
    ends_.push_back({.first = offers.front(),
                     .more = static_cast<std::uint32_t>(offers_.size()),
                     .count = static_cast<std::uint32_t>(offers.size() - 1),
                     .allow = *allow_texts_.insert(join(methods)).first});
    offers_.insert(offers_.end(), offers.begin() + 1, offers.end());
    all.insert(methods.begin(), methods.end());
  }
  allow_ = *allow_texts_.insert(join(all)).first;
  adding_ = {};
}

const Offer* Offers::find(std::uint32_t end, std::string_view method) const {
  const End& here = ends_[end];
  const Offer* const offer = find_exactly(here, method);
  return offer || method != "HEAD" ? offer : find_exactly(here, "GET");
}

const Offer* Offers::find_exactly(const End& end, std::string_view method) const {
  if (end.first.method == method) return &end.first;
  const Offer* const first = offers_.data() + end.more;
  const Offer* const last = first + end.count;
  const Offer* const found = std::find_if(first, last, has_method(method));
  return found == last ? nullptr : found;
}

}  // namespace siding::routing
