#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "server/lab_load.hpp"

using namespace siding::server::lab;
using namespace std::chrono_literals;

namespace {

// A socket that listens on a port; whether somebody accepts is the test's choice.
class Listening {
 public:
  Listening() : fd_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    REQUIRE(::bind(fd_, any, size) == 0);
    REQUIRE(::listen(fd_, 64) == 0);
    REQUIRE(::getsockname(fd_, any, &size) == 0);
    port_ = ntohs(address.sin_port);
  }
  ~Listening() { ::close(fd_); }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

  std::uint16_t port() const { return port_; }

  // Takes so many connections, one after the other, reads the request of each and sends the answer.
  void answer(unsigned connections, std::size_t request, std::string_view text) const {
    for (; connections > 0; --connections) {
      const int fd = ::accept(fd_, nullptr, nullptr);
      std::string got(request, ' ');
      ::recv(fd, got.data(), got.size(), MSG_WAITALL);
      ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
      ::close(fd);
    }
  }

 private:
  int fd_;
  std::uint16_t port_ = 0;
};

Load load_on(std::uint16_t port, std::chrono::nanoseconds limit = 1min) {
  return {.port = port,
          .request = "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
          .requests = 20,
          .concurrency = 4,
          .deadline = std::chrono::steady_clock::now() + limit};
}

LoadResult run_against(std::string_view answer, unsigned* between = nullptr) {
  const Listening listening;
  const Load load = load_on(listening.port());
  std::thread server([&] { listening.answer(load.requests, load.request.size(), answer); });
  const LoadResult result = run(load, [&] {
    if (between) ++*between;
  });
  server.join();
  return result;
}

}  // namespace

TEST_SUITE("lab load") {
  TEST_CASE("sends every request once and counts the answers by status") {
    unsigned between = 0;
    const LoadResult result = run_against("HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok", &between);
    CHECK(result.statuses == std::map<unsigned, unsigned>{{201, 20}});
    CHECK(result.latencies.size() == 20);
    CHECK(result.lost == 0);
    CHECK(result.unfinished == 0);
    CHECK(result.total > 0ns);
    CHECK(between > 0);
  }

  TEST_CASE("an answer that is cut off is lost") {
    const LoadResult result = run_against("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok");
    CHECK(result.statuses.empty());
    CHECK(result.lost == 20);
  }

  TEST_CASE("where nobody listens all are lost, at once") {
    const std::uint16_t port = Listening{}.port();
    const LoadResult result = run(load_on(port), [] {});
    CHECK(result.lost == 20);
    CHECK(result.unfinished == 0);
  }

  TEST_CASE("ends at its deadline where nobody answers") {
    const Listening silent;
    const LoadResult result = run(load_on(silent.port(), 20ms), [] {});
    CHECK(result.unfinished == 20);
    CHECK(result.latencies.empty());
    CHECK(result.total >= 20ms);
  }
}
