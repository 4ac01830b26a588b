// offers.hpp - which methods each end of the tree offers, and which routes they are.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace siding::routing {

struct Offer {
  std::string_view method;  // lives for ever
  std::uint32_t route = 0;
  std::uint32_t first_name = 0;  // of the route's parameters: where the router keeps it
};

class Offers {
 public:
  // The offer of exactly that method, or nullptr. [while adding]
  const Offer* added(std::uint32_t end, std::string_view method) const;
  void add(std::uint32_t end, Offer offer);

  // No add() after this, no find() before it.
  void finish();

  // The offer that answers the method (GET answers HEAD), or nullptr.
  const Offer* find(std::uint32_t end, std::string_view method) const;
  // "GET, HEAD, OPTIONS": what to do about it at one end, and anywhere.
  std::string_view allow(std::uint32_t end) const { return ends_[end].allow; }
  std::string_view allow() const { return allow_; }

 private:
  // One line of the cache, for the ends with one method.
  struct alignas(64) End {
    Offer first;
    std::uint32_t more = 0;  // offers beyond the first: where in offers_
    std::uint32_t count = 0;
    std::string_view allow;  // in allow_texts_
  };

  const Offer* find_exactly(const End& end, std::string_view method) const;

  std::vector<std::vector<Offer>> adding_;  // by end; empty once finished
  std::vector<Offer> offers_;               // but for the first of each end
  std::vector<End> ends_;
  std::set<std::string> allow_texts_;  // there are few: shared by the ends
  std::string_view allow_;
};

}  // namespace siding::routing
