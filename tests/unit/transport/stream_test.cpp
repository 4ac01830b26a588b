// Content in pieces on the wire: how it is framed, and where one message ends.
#include <doctest/doctest.h>

#include "test_server.hpp"

using namespace siding::transport;
using namespace siding::transport::test;

TEST_SUITE("streamed response") {
  TEST_CASE("has a chunk for each piece, and the next answer behind its end") {
    TestServer server;
    Client client{server.port()};
    client.send(get("/pieces?3") + get("/now"));
    CHECK(client.read_until("\r\n\r\n").find("\r\nTransfer-Encoding: chunked\r\n") != std::string::npos);
    CHECK(client.read_until("0\r\n\r\n") == "3\r\nxxx\r\n3\r\nxxx\r\n6\r\nxxxxxx\r\n0\r\n\r\n");
    CHECK(client.read().body == "GET /now ");
  }

  TEST_CASE("has no chunks where its length is known") {
    TestServer server;
    Client client{server.port()};
    client.send(get("/pieces/length?3") + get("/now"));
    const auto answer = client.read();
    CHECK(answer.has("Content-Length: 12"));
    CHECK_FALSE(answer.has("Transfer-Encoding: chunked"));
    CHECK(answer.body == "xxxxxxxxxxxx");
    CHECK(client.read().body == "GET /now ");
  }

  TEST_CASE("ends with the connection for HTTP/1.0, unless its length is known") {
    TestServer server;
    Client client{server.port()};
    client.send("GET /pieces/length?3 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(client.read().has("Connection: keep-alive"));
    client.send("GET /pieces?3 HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /now HTTP/1.0\r\n\r\n");
    const std::string all = client.read_to_end();
    CHECK(all.find("\r\nConnection: close\r\n") != std::string::npos);
    CHECK(all.ends_with("\r\n\r\nxxxxxxxxxxxx"));
  }

  TEST_CASE("to HEAD is its head alone") {
    TestServer server;
    Client client{server.port()};
    client.send("HEAD /pieces?3 HTTP/1.1\r\nHost: a\r\n\r\n" + get("/now"));
    const auto head = client.read(true);
    CHECK_FALSE(head.has("Transfer-Encoding: chunked"));
    CHECK(client.read().body == "GET /now ");
  }

  TEST_CASE("that breaks has no last chunk, and HTTP/1.0 gets a reset, since there the end says nothing") {
    TestServer server;
    Client client{server.port()};
    client.send(get("/pieces/broken?3"));
    const std::string got = client.read_to_end();
    CHECK(got.find("6\r\nxxxxxx\r\n") != std::string::npos);
    CHECK(got.find("0\r\n\r\n") == std::string::npos);

    Client old{server.port()};
    old.send("GET /pieces/broken?3 HTTP/1.0\r\n\r\n");
    CHECK(old.was_reset());
    server.wait_for_connections(0);
    CHECK(server.service().tally().open == 0);
  }

  TEST_CASE("arrives whole at a client that reads slowly") {
    TestServer server;
    Client client{server.port(), "127.0.0.1", 4096};
    client.send(get("/pieces?3000000"));
    const auto answer = client.read_chunked();
    CHECK(answer.body == std::string(12'000'000, 'x'));
  }
}

TEST_SUITE("streamed content") {
  TEST_CASE("goes to the service as it comes, however it is framed, and the next request follows") {
    TestServer server;
    Client client{server.port()};
    client.send("POST /fed HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n");
    client.send("abc");
    client.send("def" + get("/now"));
    CHECK(client.read().body == "fed 6");
    CHECK(client.read().body == "GET /now ");
    client.send("POST /fed HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\n");
    client.send("de\r\n0\r\n\r\n" + get("/now"));
    CHECK(client.read().body == "fed 5");
    CHECK(client.read().body == "GET /now ");
    client.send(post("/fed", ""));
    CHECK(client.read().body == "fed 0");
  }

  TEST_CASE("means the same wherever the bytes are split") {
    TestServer server;
    const std::string request =
        "POST /fed HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n"
        "0\r\nTrailer: t\r\n\r\n" +
        get("/now");
    for (std::size_t at = 1; at < request.size(); ++at) {
      CAPTURE(at);
      Client client{server.port()};
      client.send(request.substr(0, at));
      server.settle();
      client.send(request.substr(at));
      CHECK(client.read().body == "fed 13");
      CHECK(client.read().body == "GET /now ");
    }
  }

  TEST_CASE("that is malformed or ends early is refused, and the connection ends") {
    TestServer server;
    Client bad{server.port()};
    bad.send("POST /fed HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd");
    CHECK(statuses(split(bad.read_to_end())) == "400");

    Client early{server.port()};
    early.send("POST /fed HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc");
    early.half_close();
    CHECK(statuses(split(early.read_to_end())) == "400");
  }

  TEST_CASE("that stops coming is refused after body_timeout") {
    TestServer server{Limits{.body_timeout = std::chrono::milliseconds{20}}};
    Client client{server.port()};
    client.send("POST /fed HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc");
    CHECK(client.read().status == 408);
  }
}
