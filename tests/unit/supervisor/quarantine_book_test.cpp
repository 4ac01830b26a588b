#include "supervisor/quarantine_book.hpp"

#include <doctest/doctest.h>

#include <memory>

using namespace siding;
using namespace siding::supervisor;
using namespace std::chrono_literals;

namespace {

constexpr SupervisorOptions kOptions{.quarantine_after = 3, .quarantine_window = 60s, .quarantine_for = 10s};

struct Book {
  Book() { book.use(kOptions); }

  QuarantineBook book;
  QuarantineBook::Time now{1h};
  std::unique_ptr<std::array<CrashPage::Quarantined, 4>> page{new std::array<CrashPage::Quarantined, 4>{}};
};

}  // namespace

TEST_SUITE("quarantine book") {
  TEST_CASE("a route is in quarantine after so many crashes within the window") {
    Book one;
    CHECK(one.book.blame("/a", one.now) == 0s);
    CHECK(one.book.blame("/b", one.now) == 0s);
    CHECK(one.book.blame("/a", one.now + 1s) == 0s);
    CHECK(one.book.blame("/a", one.now + 2s) == 10s);
    CHECK(one.book.quarantined() == std::vector<std::string>{"/a"});
  }

  TEST_CASE("crashes that lie further apart do not add up") {
    Book one;
    for (int i = 0; i < 10; ++i) CHECK(one.book.blame("/a", one.now + i * 31s) == 0s);
    CHECK(one.book.quarantined().empty());
  }

  TEST_CASE("a crash of the request that is tried doubles the time") {
    Book one;
    for (int i = 0; i < 3; ++i) one.book.blame("/a", one.now);
    CHECK(one.book.blame("/a", one.now + 11s) == 20s);
    CHECK(one.book.blame("/a", one.now + 40s) == 40s);
  }

  TEST_CASE("one that has recovered is served again, and is out for longer when it crashes as often again") {
    Book one;
    for (int i = 0; i < 3; ++i) one.book.blame("/a", one.now);
    one.book.write(*one.page);
    CHECK((*one.page)[0].route == CrashPage::key_of("/a"));
    CHECK((*one.page)[1].route == 0);
    one.book.learn(*one.page);
    CHECK(one.book.quarantined().size() == 1);

    (*one.page)[0].recovered = true;
    one.book.learn(*one.page);

    CHECK(one.book.quarantined().empty());
    CHECK(one.book.blame("/a", one.now + 20s) == 0s);
    CHECK(one.book.blame("/a", one.now + 20s) == 0s);
    CHECK(one.book.blame("/a", one.now + 20s) == 20s);
  }

  TEST_CASE("with 0 nobody is ever in quarantine") {
    Book one;
    one.book.use({.quarantine_after = 0});
    for (int i = 0; i < 10; ++i) CHECK(one.book.blame("/a", one.now) == 0s);
  }
}
