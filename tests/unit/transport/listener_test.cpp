#include "transport/listener.hpp"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <fcntl.h>
#include <unistd.h>

#include <ctime>

#include "test_server.hpp"

using namespace siding::transport;
using namespace siding::transport::test;
using namespace std::chrono_literals;
namespace errc = boost::system::errc;

namespace {

// Lowers the limit of descriptors to what is in use now; the old limit comes back at the end.
class NoDescriptors {
 public:
  NoDescriptors() : NoDescriptors{next()} {}
  explicit NoDescriptors(int first) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit none{.rlim_cur = static_cast<rlim_t>(first), .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoDescriptors() { give_back(); }
  void give_back() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  static int next() {
    const int fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::close(fd);
    return fd;
  }

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

TEST_SUITE("inherited sockets") {
  TEST_CASE("are found by what was written for their address, each once") {
    InheritedSockets sockets;
    auto one = Listener::open("127.0.0.1", 0);
    auto other = Listener::open("127.0.0.1", 0);
    const auto port = other->port();
    for (auto* listener : {&*one, &*other}) {
      auto adopted = Listener::adopt(::dup(listener->fd()));
      REQUIRE(adopted.has_value());
      sockets.add("127.0.0.1:0", std::move(*adopted));
    }
    CHECK_FALSE(sockets.take("127.0.0.1:80").has_value());
    CHECK(sockets.take("127.0.0.1:0").has_value());
    CHECK(sockets.take("127.0.0.1:0")->port() == port);
    CHECK(sockets.empty());
  }

  TEST_CASE("know which addresses they serve") {
    const auto listener = Listener::open("127.0.0.1", 0);
    CHECK(listener->serves("127.0.0.1", listener->port()));
    CHECK_FALSE(listener->serves("127.0.0.2", listener->port()));
    CHECK_FALSE(listener->serves("127.0.0.1", static_cast<std::uint16_t>(listener->port() + 1)));
    const int all = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    REQUIRE(::listen(all, 1) == 0);  // [::] and any port, for IPv4 too
    const auto any = Listener::adopt(all);
    REQUIRE(any.has_value());
    CHECK(any->serves("0.0.0.0", any->port()));
    CHECK(any->serves("::", any->port()));
    CHECK_FALSE(any->serves("127.0.0.1", any->port()));
  }

  TEST_CASE("refuse what does not listen") {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK_FALSE(Listener::adopt(fd).has_value());
    ::close(fd);
    CHECK_FALSE(Listener::adopt(-1).has_value());
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

  TEST_CASE("out of descriptors and with nobody idle, clients are turned away, and later ones are served") {
    TestServer server;
    Client before{server.port()};
    before.send(get("/held"));
    server.service().wait_until([](const Tally& tally) { return tally.held.size() == 1; });
    const int spare = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    {
      NoDescriptors none;
      ::close(spare);  // for the client; its other end finds nothing
      Client refused{server.port()};
      CHECK(refused.ended());
      server.release("/held");
      CHECK(before.read().status == 200);
    }
    Client after{server.port()};
    after.send(get("/now"));
    CHECK(after.read().status == 200);
  }

  TEST_CASE("out of descriptors an idle connection gives up its own") {
    TestServer server;
    Client idle{server.port()};
    idle.send(get("/now"));
    CHECK(idle.read().status == 200);
    const int spare = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    NoDescriptors none;
    ::close(spare);  // for the client
    Client next{server.port()};
    next.send(get("/now"));
    CHECK(next.read().status == 200);
    CHECK(idle.ended());
  }

  TEST_CASE("a client that cannot even be turned away costs next to nothing, and waits") {
    TestServer server{{.header_timeout = 500ms}};
    Client clock{server.port()};
    clock.send("GET /now HTTP/1.1\r\n");
    server.wait_for_connections(1);
    const int waiting = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    clock_t before = 0;
    clock_t after = 0;
    {
      NoDescriptors none{3};
      sockaddr_in address{.sin_family = AF_INET, .sin_port = htons(server.port()), .sin_addr = {}, .sin_zero = {}};
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      REQUIRE(::connect(waiting, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
      before = std::clock();
      CHECK(clock.read().status == 408);  // so much time has passed
      after = std::clock();
    }
    CHECK(static_cast<double>(after - before) / CLOCKS_PER_SEC < 0.25);
    const auto request = get("/now");
    REQUIRE(::send(waiting, request.data(), request.size(), MSG_NOSIGNAL) > 0);
    char first = 0;
    CHECK(::recv(waiting, &first, 1, 0) == 1);
    CHECK(first == 'H');
    ::close(waiting);
  }
}
