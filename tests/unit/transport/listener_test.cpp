#include "transport/listener.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <fcntl.h>
#include <unistd.h>

#include "test_server.hpp"

using namespace siding::transport;
using namespace siding::transport::test;
namespace errc = boost::system::errc;

namespace {

// Lowers the limit of descriptors to what is in use now; the old limit comes back at the end.
class NoDescriptors {
 public:
  NoDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int next = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::close(next);
    const rlimit none{.rlim_cur = static_cast<rlim_t>(next), .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoDescriptors() { give_back(); }
  void give_back() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

}  // namespace

TEST_SUITE("listener") {
  TEST_CASE("tells its port, and why it can't be opened") {
    const auto listener = Listener::open("127.0.0.1", 0);
    REQUIRE(listener.has_value());
    CHECK(listener->port() != 0);
    CHECK(Listener::open("127.0.0.1", listener->port()).error() == errc::address_in_use);
    CHECK(Listener::open("192.0.2.1", 0).error() == errc::address_not_available);
    CHECK(Listener::open("localhost", 0).error() == siding::Errc::invalid);
  }

  TEST_CASE("IPv6 leaves the IPv4 port alone") {
    const auto v6 = Listener::open("::1", 0);
    REQUIRE(v6.has_value());
    CHECK(Listener::open("0.0.0.0", v6->port()).has_value());
  }
}

TEST_SUITE("acceptor") {
  TEST_CASE("connections are dealt to the loops in turn") {
    TestServer server{{}, 3};
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 9; ++i) {
      clients.push_back(std::make_unique<Client>(server.port()));
      clients.back()->send(get("/now"));
      CHECK(clients.back()->read().status == 200);
    }
    for (unsigned loop = 0; loop < 3; ++loop) CHECK(server.connection_count(loop) == 3);
  }

  TEST_CASE("beyond the limit a client is told so, and may come back") {
    TestServer server{{.connections = 2}};
    auto first = std::make_unique<Client>(server.port());
    Client second{server.port()};
    server.wait_for_connections(2);
    Client third{server.port()};
    const auto responses = split(third.read_to_end());
    REQUIRE(statuses(responses) == "503");
    CHECK(responses[0].has("Retry-After: 1"));
    third.half_close();
    first.reset();
    server.wait_for_connections(1);
    Client fourth{server.port()};
    fourth.send(get("/now"));
    CHECK(fourth.read().status == 200);
  }

  TEST_CASE("out of descriptors clients are turned away, and later ones are served") {
    TestServer server;
    Client before{server.port()};
    server.wait_for_connections(1);
    const int spare = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    {
      NoDescriptors none;
      ::close(spare);  // for the client; its other end finds nothing
      Client refused{server.port()};
      CHECK(refused.ended());
      before.send(get("/now"));
      CHECK(before.read().status == 200);
    }
    Client after{server.port()};
    after.send(get("/now"));
    CHECK(after.read().status == 200);
  }
}
