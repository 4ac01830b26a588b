#include <doctest/doctest.h>

#include "test_server.hpp"

using namespace siding::transport;
using namespace siding::transport::test;

namespace {

const std::string kHead = "POST /now HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

}  // namespace

TEST_SUITE("chunked content") {
  TEST_CASE("is put together") {
    TestServer server;
    Client client{server.port()};
    client.send(kHead + "5\r\nhello\r\n006\r\n world\r\n0\r\n\r\n");
    CHECK(client.read().body == "POST /now hello world");
  }

  TEST_CASE("has trailers that never become fields") {
    TestServer server;
    Client client{server.port()};
    client.send("POST /fields HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    client.send("0\r\nAuthorization: b\r\n\r\n");
    CHECK(client.read().body == "Host Transfer-Encoding ");
  }

  TEST_CASE("is refused with 413 in the course of it") {
    TestServer server;
    Client client{server.port()};
    client.send(kHead + "10000\r\n" + std::string(0x10000, 'a') + "\r\n");
    server.settle();
    client.send("10000\r\n");
    CHECK(statuses(split(client.read_to_end())) == "413");
  }

  TEST_CASE("has bounds for all that is no content") {
    TestServer server{{.header = 1000}};
    std::string extensions = kHead;
    for (int i = 0; i < 40; ++i) extensions += "1;a=" + std::string(500, 'b') + "\r\nx\r\n";
    const std::string cases[] = {kHead + std::string(2000, '0'), kHead + "1;a=" + std::string(2000, 'b'),
                                 kHead + "0\r\nA: " + std::string(2000, 'b'), extensions};
    for (const auto& bytes : cases) {
      Client client{server.port()};
      client.send(bytes);
      const auto status = statuses(split(client.read_to_end()));
      CHECK((status == "431" || status == "400"));
    }
  }

  TEST_CASE("survives a trailer of 65,534 bytes") {
    TestServer server{{.header = 64 << 10}};
    Client client{server.port()};
    client.send(kHead + "0\r\nA: " + std::string(65'534, 'b') + "\r\n\r\n");
    client.half_close();
    CHECK(split(client.read_to_end()).size() == 1);
    Client other{server.port()};
    other.send(get("/now"));
    CHECK(other.read().status == 200);
  }
}
