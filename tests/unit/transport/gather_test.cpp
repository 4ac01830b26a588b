#include "transport/gather.hpp"

#include <doctest/doctest.h>

using siding::transport::Gather;

namespace {

std::string joined(Gather& gather) {
  std::string bytes;
  for (const iovec& piece : gather.pieces()) bytes.append(static_cast<const char*>(piece.iov_base), piece.iov_len);
  return bytes;
}

}  // namespace

TEST_SUITE("gather") {
  TEST_CASE("keeps the order of small and large bytes") {
    const std::string large(10'000, 'x');
    Gather gather;
    gather.text().append("head");
    gather.add("small");
    gather.add(large);
    gather.text().append("next");
    gather.add(large);
    CHECK(gather.size() == 20'013);
    CHECK(joined(gather) == "headsmall" + large + "next" + large);
    CHECK(gather.pieces().size() == 4);
  }

  TEST_CASE("borrows large bytes instead of copying them") {
    const std::string large(10'000, 'x');
    Gather gather;
    gather.add(large);
    CHECK(gather.pieces().front().iov_base == large.data());
  }

  TEST_CASE("is full before its pieces run out") {
    const std::string large(5'000, 'x');
    Gather gather;
    std::size_t added = 0;
    while (!gather.full()) {
      gather.text().append("head");
      gather.add(large);
      ++added;
    }
    gather.text().append("end");
    CHECK(joined(gather).size() == added * 5'004 + 3);
  }
}
