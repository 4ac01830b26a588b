#include "transport/idle_list.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

using namespace siding::transport;

namespace {

std::vector<const IdleLink*> in_order(const IdleList& list) {
  std::vector<const IdleLink*> links;
  for (const IdleLink* link = list.oldest(); link; link = IdleList::newer(*link)) links.push_back(link);
  return links;
}

}  // namespace

TEST_SUITE("idle list") {
  TEST_CASE("is in the order of the last renewal") {
    std::array<IdleLink, 3> links;
    IdleList list;
    CHECK(list.oldest() == nullptr);
    for (auto& link : links) list.renew(link);
    CHECK(in_order(list) == std::vector<const IdleLink*>{&links[0], &links[1], &links[2]});

    list.renew(links[0]);
    list.renew(links[0]);

    CHECK(in_order(list) == std::vector<const IdleLink*>{&links[1], &links[2], &links[0]});
  }

  TEST_CASE("any link can be removed, also one that is not there") {
    std::array<IdleLink, 3> links;
    IdleList list;
    for (auto& link : links) list.renew(link);

    for (const std::size_t index : {1U, 1U, 2U, 0U}) {
      list.remove(links[index]);
      CHECK_FALSE(links[index].listed());
    }

    CHECK(list.oldest() == nullptr);
    list.renew(links[1]);
    CHECK(in_order(list) == std::vector<const IdleLink*>{&links[1]});
    list.remove(links[1]);
  }
}
