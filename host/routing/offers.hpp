// offers.hpp - which methods the ends of the paths offer, and which routes they are.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "http/method.hpp"

namespace siding::routing {

struct Offer {
  std::uint32_t route = 0;
  std::uint32_t first_name = 0;                  // of the route's parameters: where the router keeps it
  std::uint32_t next = 0;                        // of the same end: where Offers keeps it; 0 = none
  std::uint8_t method = http::Method::kUnknown;  // its index; kUnknown: this is none
};

// What a path leads to. Its first offer is inside, most ends have no other.
struct End {
  Offer first;
  bool empty() const { return first.method == http::Method::kUnknown; }
};

class Offers {
 public:
  Offers();

  // REQUIRES: the method is known, and this end does not offer it yet.
  void add(End& end, const http::Method& method, std::uint32_t route, std::uint32_t first_name);

  // The offer of exactly that method, or nullptr.
  const Offer* find_exactly(const End& end, const http::Method& method) const;
  // The offer that answers the method (GET answers HEAD), or nullptr.
  const Offer* find(const End& end, const http::Method& method) const;
  // "GET, HEAD, OPTIONS": what to do about it at one end, and anywhere.
  std::string_view allow(const End& end) const { return allow_texts_.find(methods_of(end))->second; }
  std::string_view allow() const { return allow_texts_.find(all_)->second; }

 private:
  using Methods = std::uint64_t;  // a bit for each of http::known_methods()

  Methods methods_of(const End& end) const;
  void write_allow(Methods methods);

  std::vector<Offer> more_{1};                  // but for the first of each end; [0] is none
  Methods all_;                                 // of all ends
  std::map<Methods, std::string> allow_texts_;  // few: most ends share theirs
};

}  // namespace siding::routing
