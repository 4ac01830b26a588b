// Counts what requests allocate, in the host and in the plugin.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <string_view>

#include "allocations.hpp"
#include "integration/harness/running_server.hpp"

namespace siding::integration {
namespace {

// A client that allocates nothing itself once it is made.
class FrugalClient {
 public:
  explicit FrugalClient(std::uint16_t port) : fd_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in address{
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    REQUIRE(::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  }
  ~FrugalClient() { ::close(fd_); }
  FrugalClient(const FrugalClient&) = delete;
  FrugalClient& operator=(const FrugalClient&) = delete;

  // Sends the requests and reads until so many answers have ended in `last`.
  bool ask(std::string_view requests, std::string_view last, int answers) {
    if (::send(fd_, requests.data(), requests.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(requests.size()))
      return false;
    std::size_t size = 0;
    for (int seen = 0; seen < answers;) {
      const auto received = ::recv(fd_, bytes_.data() + size, bytes_.size() - size, 0);
      if (received <= 0) return false;
      size += static_cast<std::size_t>(received);
      const std::string_view text{bytes_.data(), size};
      seen = 0;
      for (auto at = text.find(last); at != text.npos; at = text.find(last, at + 1)) ++seen;
    }
    return true;
  }

 private:
  int fd_;
  std::array<char, 64 << 10> bytes_{};
};

}  // namespace

TEST_SUITE("memory of requests") {
  TEST_CASE("async requests allocate nothing, one by one and pipelined, once the host is warm") {
    const RunningServer server{
        "\nroutes:\n"
        "  - { path: /plain, plugin: hello, handler: async }\n"
        "  - { path: \"/named/{name}\", plugin: hello, handler: async }\n",
        kShipped, 1};
    FrugalClient client{server.port()};
    const std::string plain =
        "GET /plain HTTP/1.1\r\nHost: localhost:8080\r\nUser-Agent: a client with a rather long name\r\n\r\n";
    const std::string named =
        "GET /named/Ada?q=1 HTTP/1.1\r\nHost: localhost\r\nAccept: text/html,application/xhtml+xml\r\n\r\n";
    std::string batch;
    for (int i = 0; i < 16; ++i) batch += plain;
    const auto round = [&] {
      return client.ask(plain, "Hello, world!", 1) && client.ask(named, "Hello, Ada!", 1) &&
             client.ask(batch, "Hello, world!", 16);
    };
    for (int i = 0; i < 20; ++i) REQUIRE(round());
    const auto before = test::allocations();

    for (int i = 0; i < 200; ++i) {
      if (!round()) FAIL("an answer is missing");
    }

    const auto during = test::allocations() - before;
    CHECK(during == 0);
    CHECK(before > 0);
  }
}

}  // namespace siding::integration
