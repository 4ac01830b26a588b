// Sends of many sockets in one call: each has a result of its own, whatever becomes of the others.
#include "scheduler/ring.hpp"

#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "unit/scheduler/ring.hpp"
#include "unit/socket_pair.hpp"

namespace siding::test {

namespace {

using scheduler::Ring;

iovec piece(const std::string& bytes) {
  return {const_cast<char*>(bytes.data()), bytes.size()};
}

std::filesystem::path link_of(const std::filesystem::path& descriptor) {
  std::error_code gone;
  return std::filesystem::read_symlink(descriptor, gone);
}

void close_rings() {
  std::vector<int> rings;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"}) {
    if (link_of(entry.path()) == "anon_inode:[io_uring]") rings.push_back(std::stoi(entry.path().filename()));
  }
  for (const int fd : rings) ::close(fd);
}

}  // namespace

TEST_SUITE("ring") {
  TEST_CASE("each send of a batch has its own result, in the order in which they were queued") {
    const auto ring = open_ring();
    if (!ring) return;
    const std::string hello = "hello";
    const std::string large(8 << 20, 'x');
    const SocketPair whole;
    const SocketPair full;
    SocketPair gone;
    const SocketPair part;
    full.fill();
    gone.close_far();
    const std::array single{piece(hello)};
    const std::array long_one{piece(large)};

    for (const int fd : {whole.watched, full.watched, gone.watched}) ring->send(fd, single);
    ring->send(part.watched, long_one);
    ring->send(-1, single);
    const auto results = ring->make();

    REQUIRE(results.size() == 5);
    CHECK(results[0] == 5);
    CHECK(results[1] == -EAGAIN);
    CHECK(results[2] == -EPIPE);
    CHECK(results[3] > 0);
    CHECK(results[3] < static_cast<int>(large.size()));
    CHECK(results[4] == -EBADF);
    CHECK(whole.received() == "hello");
    CHECK(ring->usable());
  }

  TEST_CASE("pieces of one send arrive as one") {
    const auto ring = open_ring();
    if (!ring) return;
    const std::array<std::string, 3> texts{"one ", "two ", "three"};
    const std::array pieces{piece(texts[0]), piece(texts[1]), piece(texts[2])};
    const SocketPair first;
    const SocketPair second;

    ring->send(first.watched, pieces);
    ring->send(second.watched, std::span{pieces}.subspan(1));
    ring->make();

    CHECK(first.received() == "one two three");
    CHECK(second.received() == "two three");
  }

  TEST_CASE("makes as many as it has room for, again and again, on whichever thread") {
    const auto ring = open_ring();
    if (!ring) return;
    const SocketPair pair;
    const std::string byte = "x";
    const std::array single{piece(byte)};
    for (int round = 0; round < 3; ++round) {
      std::thread([&] {
        for (std::size_t i = 0; i < Ring::kCalls; ++i) ring->send(pair.watched, single);
        CHECK(ring->make().size() == Ring::kCalls);
      }).join();
      CHECK(pair.received() == std::string(Ring::kCalls, 'x'));
    }
    CHECK(ring->make().empty());
  }

  TEST_CASE("pays from the number of calls that it was opened for") {
    const auto ring = open_ring();
    if (!ring) return;
    CHECK_FALSE(ring->pays(3));
    CHECK(ring->pays(4));
  }

  TEST_CASE("that the kernel refuses makes nothing, says so, and pays no more") {
    const auto ring = open_ring();
    if (!ring) return;
    const SocketPair pair;
    const std::string byte = "x";
    const std::array single{piece(byte)};
    close_rings();

    for (int i = 0; i < 4; ++i) ring->send(pair.watched, single);
    const auto results = ring->make();

    CHECK(std::vector(results.begin(), results.end()) == std::vector(4, Ring::kNotMade));
    CHECK(pair.received().empty());
    CHECK_FALSE(ring->usable());
    CHECK_FALSE(ring->pays(4));
  }

  TEST_CASE("that can't be made says why") {
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    const rlimit none{.rlim_cur = 0, .rlim_max = before.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
    const auto refused = Ring::open();
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);

    CHECK_FALSE(refused.has_value());
    CHECK(refused.error().value() != 0);
  }
}

}  // namespace siding::test
