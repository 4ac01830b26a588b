#include "transport/gather.hpp"

#include <doctest/doctest.h>

using siding::transport::Gather;

namespace {

std::string joined(std::span<const iovec> pieces) {
  std::string bytes;
  for (const iovec& piece : pieces) bytes.append(static_cast<const char*>(piece.iov_base), piece.iov_len);
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
    CHECK(joined(gather.pieces()) == "headsmall" + large + "next" + large);
    CHECK(gather.pieces().size() == 4);
  }

  TEST_CASE("borrows large bytes instead of copying them") {
    const std::string large(10'000, 'x');
    Gather gather;
    gather.add(large);
    CHECK(gather.pieces().front().iov_base == large.data());
  }

  TEST_CASE("keeps messages apart, and forgets the one that has not ended") {
    const std::string large(10'000, 'x');
    Gather gather;
    gather.begin_message();
    gather.add("one");
    const auto one = gather.end_message();
    gather.begin_message();
    gather.text().append("half");
    gather.add(large);
    gather.begin_message();
    gather.add("two");
    gather.add(large);
    CHECK(gather.size() == 10'003);
    const auto two = gather.end_message();
    CHECK(joined(one.of(gather.pieces())) == "one");
    CHECK(joined(two.of(gather.pieces())) == "two" + large);
    CHECK(joined(gather.pieces()) == "onetwo" + large);
    CHECK(gather.size() == 0);
  }

  TEST_CASE("has room for another message until it has enough of pieces or of text") {
    const std::string small(4'000, 'x');
    const std::string large(5'000, 'x');
    for (const std::string& bytes : {small, large}) {
      Gather gather;
      std::size_t messages = 0;
      for (; gather.has_room(); ++messages) {
        gather.begin_message();
        while (!gather.full()) gather.add(bytes);
        gather.end_message();
      }
      CHECK(messages == (bytes == small ? 1 : 3));
    }
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
    CHECK(joined(gather.pieces()).size() == added * 5'004 + 3);
  }
}
