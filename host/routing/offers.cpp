#include "routing/offers.hpp"

#include <algorithm>
#include <set>

namespace siding::routing {
namespace {

std::uint64_t bit_of(const http::Method& method) {
  return std::uint64_t{1} << method.index();
}

// What is answered without any route: OPTIONS always, HEAD by GET.
std::uint64_t with_implied(std::uint64_t methods) {
  return methods | bit_of("OPTIONS") | ((methods & bit_of("GET")) != 0 ? bit_of("HEAD") : 0);
}

}  // namespace

Offers::Offers() : all_{bit_of("OPTIONS")} {
  write_allow(all_);
}

void Offers::add(End& end, const http::Method& method, std::uint32_t route, std::uint32_t first_name) {
  Offer offer{.route = route, .first_name = first_name, .next = end.first.next, .method = method.index()};
  if (end.empty()) {
    end.first = offer;
  } else {
    end.first.next = static_cast<std::uint32_t>(more_.size());
    more_.push_back(offer);
  }
  write_allow(methods_of(end));
  write_allow(all_ |= methods_of(end));
}

const Offer* Offers::find_exactly(const End& end, const http::Method& method) const {
  if (!method.is_known()) return nullptr;
  for (const Offer* offer = &end.first;; offer = &more_[offer->next]) {
    if (offer->method == method.index()) return offer;
    if (offer->next == 0) return nullptr;
  }
}

const Offer* Offers::find(const End& end, const http::Method& method) const {
  const Offer* const offer = find_exactly(end, method);
  return offer || method != "HEAD" ? offer : find_exactly(end, "GET");
}

Offers::Methods Offers::methods_of(const End& end) const {
  Methods methods = Methods{1} << end.first.method;
  for (auto next = end.first.next; next != 0; next = more_[next].next) methods |= Methods{1} << more_[next].method;
  return with_implied(methods);
}

void Offers::write_allow(Methods methods) {
  if (allow_texts_.contains(methods)) return;
  std::set<std::string_view> sorted;
  for (const auto method : http::known_methods()) {
    if ((methods & bit_of(method)) != 0) sorted.insert(method);
  }
  std::string& text = allow_texts_[methods];
  for (const auto method : sorted) text.append(text.empty() ? "" : ", ").append(method);
}

}  // namespace siding::routing
