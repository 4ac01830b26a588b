// Content in pieces, through sockets, in every mode.
#include <doctest/doctest.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

#include "integration/harness/process.hpp"
#include "integration/harness/running_server.hpp"

namespace siding::integration {

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t kMuch = std::size_t{64} << 20;
#else
constexpr std::size_t kMuch = std::size_t{1} << 30;
#endif

// A coroutine on the loop, the same on workers, and a function that holds its thread.
constexpr auto kTable = R"(
server: { shutdown_timeout: 5s }
routes:
  - { path: /echo/async, methods: [POST], plugin: streams, handler: echo, body: stream }
  - { path: /echo/strand, methods: [POST], plugin: streams, handler: echo, mode: sync, body: stream }
  - { path: /echo/sync, methods: [POST], plugin: streams, handler: echo_sync, body: stream }
  - { path: /count/async, methods: [POST], plugin: streams, handler: count, body: stream }
  - { path: /count/strand, methods: [POST], plugin: streams, handler: count, mode: sync, body: stream }
  - { path: /count/sync, methods: [POST], plugin: streams, handler: count_sync, body: stream }
  - { path: /count/whole, methods: [POST], plugin: streams, handler: count }
  - { path: /ignores, methods: [POST], plugin: streams, handler: ignores, body: stream }
  - { path: /holds, methods: [POST], plugin: streams, handler: holds, body: stream }
  - { path: /pours/async, plugin: streams, handler: pours }
  - { path: /pours/offload, plugin: streams, handler: pours, mode: offload }
  - { path: /pours/strand, plugin: streams, handler: pours, mode: sync }
  - { path: /pours/sync, plugin: streams, handler: pours_sync }
  - { path: /drips, plugin: streams, handler: drips }
  - { path: /declares, plugin: streams, handler: declares }
  - { path: /breaks, plugin: streams, handler: breaks }
  - { path: /waits-on-loop, plugin: streams, handler: waits_on_loop }
  - { path: /many-fields, plugin: streams, handler: many_fields }
  - { path: /large, plugin: streams, handler: large }
)";

std::string head_of(std::string_view path, std::string_view fields) {
  return "POST " + std::string{path} + " HTTP/1.1\r\nHost: a\r\n" + std::string{fields} + "\r\n";
}

std::string chunk(std::string_view bytes) {
  std::ostringstream line;
  line << std::hex << bytes.size() << "\r\n" << bytes << "\r\n";
  return line.str();
}

std::size_t resident_mib(pid_t pid) {
  std::ifstream status{"/proc/" + std::to_string(pid) + "/status"};
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stoul(line.substr(6)) >> 10;
  }
  return 0;
}

}  // namespace

TEST_SUITE("streams") {
  TEST_CASE("what a client sends comes back while it still sends, in every mode") {
    const RunningServer server{kTable};
    for (const std::string path : {"/echo/async", "/echo/strand", "/echo/sync"}) {
      CAPTURE(path);
      Client client = server.connect();
      client.send(head_of(path, "Transfer-Encoding: chunked\r\n") + chunk("one"));
      CHECK(client.read_until("3\r\none\r\n").find("Transfer-Encoding: chunked") != std::string::npos);
      client.send(chunk("two"));
      CHECK(client.read_until("two\r\n") == "3\r\ntwo\r\n");
      client.send("0\r\n\r\n");
      CHECK(client.read_until("0\r\n\r\n") == "0\r\n\r\n");

      client.send(head_of(path, "Content-Length: 4\r\n") + "more");  // and the connection goes on
      CHECK(client.read_chunked().body == "more");
    }
  }

  TEST_CASE("a request without content, and one that came whole, are read as well") {
    const RunningServer server{kTable};
    for (const std::string path : {"/count/async", "/count/strand", "/count/sync", "/count/whole"}) {
      CAPTURE(path);
      CHECK(server.ask(head_of(path, "")).body == "0 bytes");
      CHECK(server.ask(post(path, "12345")).body == "5 bytes");
    }
  }

  TEST_CASE("much content passes in both directions, and is never in memory") {
    TempFolder folder;
    const auto table = folder.write("routes.yaml", std::string{"version: 1\n"} + kTable);
    Process process{
        {"serve", "--no-supervisor", "-c", table, "--plugin-dir", kFixtures, "--port", "0", "--loops", "2"}};
    const auto port = process.wait_for_port();
    const std::size_t before = resident_mib(process.pid());
    const std::string block(1 << 20, 'x');

    for (const std::string path : {"/count/async", "/count/strand", "/count/sync"}) {
      CAPTURE(path);
      Client client{port};
      client.send(head_of(path, "Content-Length: " + std::to_string(kMuch) + "\r\n"));
      for (std::size_t sent = 0; sent < kMuch; sent += block.size()) REQUIRE(client.send(block));
      CHECK(client.read().body == std::to_string(kMuch) + " bytes");
    }
    for (const std::string path : {"/pours/async", "/pours/offload", "/pours/strand", "/pours/sync"}) {
      CAPTURE(path);
      Client client{port};
      client.send(get(path));
      client.skip(kMuch);
    }
    CHECK(resident_mib(process.pid()) - before < 40);
  }

  TEST_CASE("a client has to wait while the handler does not read") {
    const RunningServer server{kTable};
    Client client = server.connect();
    client.send(head_of("/holds", "Content-Length: 100000000\r\n"));
    const std::string block(64 << 10, 'x');
    CHECK(client.flood(block, 100'000'000) < 30'000'000);  // what the sockets hold
  }

  TEST_CASE("100 (Continue) is sent when the handler reads, and not before") {
    RunningServer server{kTable};
    for (const std::string path : {"/count/async", "/count/strand", "/count/sync"}) {
      CAPTURE(path);
      Client client = server.connect();
      client.send(head_of(path, "Expect: 100-continue\r\nContent-Length: 5\r\n"));
      CHECK(client.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
      client.send("hello");
      CHECK(client.read().body == "5 bytes");
    }

    Client unread = server.connect();
    unread.send(head_of("/ignores", "Expect: 100-continue\r\nContent-Length: 5\r\n"));
    const auto answer = unread.read();
    CHECK(answer.status == 200);
    CHECK(answer.has("Connection: close"));  // whether the content comes is not known
  }

  TEST_CASE("a handler may answer without reading") {
    const RunningServer server{kTable};
    Client little = server.connect();
    little.send(head_of("/ignores", "Content-Length: 1000\r\n") + std::string(400, 'x'));
    CHECK(little.read().body == "ignored");
    little.send(std::string(600, 'x') + get("/declares?10"));  // what was left is skipped
    CHECK(little.read().body == "xxxxxxxxxx");

    Client much = server.connect();
    much.send(head_of("/ignores", "Content-Length: 10000000\r\n") + std::string(400, 'x'));
    const auto answer = much.read();
    CHECK(answer.body == "ignored");
    CHECK(answer.has("Connection: close"));
    much.half_close();
    CHECK(much.ended());
  }

  TEST_CASE("a client that leaves within its content ends the read") {
    RunningServer server{kTable};
    std::size_t requests = 0;
    for (const std::string path : {"/count/async", "/count/strand", "/count/sync"}) {
      CAPTURE(path);
      Client client = server.connect();
      client.send(head_of(path, "Content-Length: 1000\r\n") + "some");
      server.log().wait_for({"reading"}, ++requests);
      client.reset();
      CHECK(server.log().wait_for({"stopped: the client has left"}, (requests + 1) / 2).size() > 0);

      Client half = server.connect();
      half.send(head_of(path, "Content-Length: 1000\r\n") + "some");
      server.log().wait_for({"reading"}, ++requests);
      half.half_close();
      CHECK(half.read().status == 400);
      server.log().wait_for({"stopped: the request's content can't be read"}, requests / 2);
    }
  }

  TEST_CASE("malformed content is answered 400 by the host, and the handler is told") {
    RunningServer server{kTable};
    std::size_t requests = 0;
    for (const std::string path : {"/count/async", "/count/strand", "/count/sync"}) {
      CAPTURE(path);
      Client client = server.connect();
      client.send(head_of(path, "Transfer-Encoding: chunked\r\n") + chunk("good"));
      server.log().wait_for({"reading"}, ++requests);
      client.send("bad\rchunk\r\n");
      const auto answer = client.read();
      CHECK(answer.status == 400);
      CHECK(answer.has("Connection: close"));
    }
    CHECK(server.log().wait_for({"stopped: the request's content can't be read"}, 3).size() == 3);

    Client begun = server.connect();  // an answer that has begun can't be replaced
    begun.send(head_of("/echo/async", "Transfer-Encoding: chunked\r\n") + chunk("good"));
    begun.read_until("4\r\ngood\r\n");
    begun.send("bad\rchunk\r\n");
    CHECK(begun.read_to_end().find("0\r\n\r\n") == std::string::npos);
  }

  TEST_CASE("a client that leaves within the response ends the write") {
    RunningServer server{kTable};
    std::size_t stopped = 0;
    for (const std::string path : {"/pours/async", "/pours/offload", "/pours/strand", "/pours/sync"}) {
      CAPTURE(path);
      {
        Client client = server.connect();
        client.send(get(path));
        client.skip(1 << 20);
      }
      CHECK(server.log().wait_for({"stopped: the client has left"}, ++stopped).size() == stopped);
    }
    Client idle = server.connect();
    idle.send(get("/drips"));
    idle.read_until("begun\n");
    idle.reset();
    server.log().wait_for({"stopped: the client has left"}, stopped + 1);
  }

  TEST_CASE("a slow reader holds the handler back, and gets everything") {
    const RunningServer server{kTable, kFixtures, 1};
    Client slow{server.port(), "127.0.0.1", 4096};
    slow.send(get("/pours/async"));
    for (int i = 0; i < 20; ++i) {
      slow.skip(100'000);
      CHECK(server.ask(get("/declares?10")).status == 200);  // others of the loop are served
    }
  }

  TEST_CASE("a drain tells streams, which may end as they should, and waits for them") {
    TempFolder folder;
    const auto table = folder.write("routes.yaml", std::string{"version: 1\n"} + kTable);
    Process process{{"serve", "--no-supervisor", "-c", table, "--plugin-dir", kFixtures, "--port", "0"}};
    Client client{process.wait_for_port()};
    client.send(get("/drips"));
    client.read_until("begun\n");

    process.signal(SIGTERM);

    CHECK(client.read_until("0\r\n\r\n").find("bye\n") != std::string::npos);
    CHECK(client.ended());
    CHECK(process.wait().code == 0);
  }

  TEST_CASE("a pipelined request waits for the end of the stream before it") {
    RunningServer server{kTable};
    Client client = server.connect();
    client.send(head_of("/echo/async", "Transfer-Encoding: chunked\r\n") + chunk("a"));
    client.read_until("1\r\na\r\n");
    client.send(chunk("b") + "0\r\n\r\n" + get("/declares?10") + get("/large?3"));
    CHECK(client.read_until("0\r\n\r\n") == "1\r\nb\r\n0\r\n\r\n");
    CHECK(client.read().body == "xxxxxxxxxx");
    CHECK(client.read().body == "xxx");
  }

  TEST_CASE("a declared length is kept: more is refused to the handler, fewer ends the connection") {
    RunningServer server{kTable};
    CHECK(server.ask(get("/declares?10")).body == "xxxxxxxxxx");

    const auto more = server.ask(get("/declares?20"));
    CHECK(more.body == "as agreed.");
    CHECK(server.log().with({"refused: "}).size() == 1);

    Client client = server.connect();
    client.send(get("/declares?5", "Connection: close\r\n"));
    const std::string got = client.read_to_end();  // nothing was sent yet, so there may be a 500
    CHECK((got.empty() || got.starts_with("HTTP/1.1 500") || got.find("Content-Length: 10") != std::string::npos));
    server.log().wait_for({"ended before the length that it had declared"});
  }

  TEST_CASE("a handler that throws half-way leaves a response that is visibly incomplete") {
    RunningServer server{kTable};
    Client client = server.connect();
    client.send(get("/breaks?later"));
    const std::string got = client.read_to_end();
    CHECK(got.find("half") != std::string::npos);
    CHECK(got.find("0\r\n\r\n") == std::string::npos);
    server.log().wait_for({"error siding", "gave its response up half-way: the rest is lost"});

    CHECK(server.ask(get("/breaks")).status == 500);  // nothing had left yet

    Client old = server.connect();  // to HTTP/1.0 the end of the connection would look like the end of the content
    old.send("GET /breaks?later HTTP/1.0\r\n\r\n");
    CHECK(old.was_reset());
  }

  TEST_CASE("HTTP/1.0 gets streamed content up to the end of the connection") {
    const RunningServer server{kTable};
    Client client = server.connect();
    client.send("POST /echo/async HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello");
    const std::string got = client.read_to_end();
    CHECK(got.find("Transfer-Encoding") == std::string::npos);
    CHECK(got.find("\r\nConnection: close\r\n") != std::string::npos);
    CHECK(got.ends_with("\r\n\r\nhello"));
  }

  TEST_CASE("HEAD gets the head alone, and the handler is not kept") {
    RunningServer server{kTable};
    Client client = server.connect();
    for (const std::string path : {"/pours/async", "/pours/strand", "/pours/sync"}) {
      CAPTURE(path);
      client.send("HEAD " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
      const auto answer = client.read(true);
      CHECK(answer.status == 200);
      CHECK_FALSE(answer.has("Transfer-Encoding: chunked"));
    }
    client.send("HEAD /declares?10 HTTP/1.1\r\nHost: a\r\n\r\n" + get("/declares?10"));
    CHECK(client.read(true).has("Content-Length: 10"));
    CHECK(client.read().body == "xxxxxxxxxx");
    server.log().wait_for({"stopped: the client has left"}, 3);
  }

  TEST_CASE("waiting on an event loop is refused, and says what to do") {
    RunningServer server{kTable};
    CHECK(server.ask(get("/waits-on-loop")).status == 500);
    server.log().wait_for({"response_stream::write_wait", "mode: sync"});
  }

  TEST_CASE("the route's timeout ends with the head of the response, and starts again with each piece read") {
    RunningServer server{R"(
routes:
  - { path: /count, methods: [POST], plugin: streams, handler: count, body: stream, timeout: 400ms }
  - { path: /holds, methods: [POST], plugin: streams, handler: holds, body: stream, timeout: 20ms }
  - { path: /echo, methods: [POST], plugin: streams, handler: echo, body: stream, timeout: 20ms }
)"};
    CHECK(server.ask(head_of("/holds", "Content-Length: 5\r\n")).status == 504);

    Client begun = server.connect();
    begun.send(head_of("/echo", "Content-Length: 2\r\n") + "a");
    begun.read_until("1\r\na\r\n");
    std::this_thread::sleep_for(std::chrono::milliseconds{60});  // the time that is to pass; more does not matter
    begun.send("b");
    CHECK(begun.read_until("0\r\n\r\n") == "1\r\nb\r\n0\r\n\r\n");

    Client stalls = server.connect();
    stalls.send(head_of("/count", "Content-Length: 5\r\n") + "a");
    CHECK(stalls.read().status == 504);
    server.log().wait_for({"stopped: the route's timeout has passed"});
  }

  TEST_CASE("many fields and a large body of a plugin are sent as they are") {
    const RunningServer server{kTable};
    const auto fields = server.ask(get("/many-fields?1000"));
    CHECK(fields.status == 200);
    CHECK(fields.has("X-Field-999: value"));

    Client client = server.connect();
    client.send(get("/large?" + std::to_string(kMuch)));
    CHECK(client.read_until("\r\n\r\n").find("Content-Length: " + std::to_string(kMuch)) != std::string::npos);
    client.skip(kMuch);
    client.send(get("/large?1"));
    CHECK(client.read().body == "x");
  }

  TEST_CASE("`body: stream` on a handler that wants its content whole does not start") {
    const Mistakes mistakes = refused("\nroutes: [ { path: /x, plugin: streams, handler: pours, body: stream } ]\n");
    const std::string said = text_of(mistakes);
    CHECK(said.find("does not take `body: stream`") != std::string::npos);
    CHECK(said.find(":62: ") != std::string::npos);
  }
}

}  // namespace siding::integration
