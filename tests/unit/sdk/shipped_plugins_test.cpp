// The shipped plugins as the libraries that they are, in the test host.
#include <string>

#include <dlfcn.h>

#include <doctest/doctest.h>

#include <siding/testing.hpp>

using siding::testing::get;

namespace {

// Never unloaded, as in the host.
const siding_entry& entry_of(const std::string& name) {
  void* const library = ::dlopen((PLUGIN_DIRECTORY "/" + name + ".so").c_str(), RTLD_NOW | RTLD_LOCAL);
  REQUIRE_MESSAGE(library != nullptr, ::dlerror());
  const auto* const entry = static_cast<const siding_entry*>(::dlsym(library, SIDING_ENTRY_SYMBOL));
  REQUIRE(entry != nullptr);
  return *entry;
}

}  // namespace

TEST_SUITE("plugins/hello") {
  TEST_CASE("greets in every mode") {
    siding::testing::host host;
    siding::testing::plugin hello{host, entry_of("hello")};
    for (const char* handler : {"sync", "async", "offload"}) {
      const auto answer = hello.call(handler, get("/hello/Ada").param("name", "Ada"));
      CHECK(answer.status == 200);
      CHECK(answer.body == "Hello, Ada!");
      CHECK(answer.header("content-type") == "text/plain; charset=utf-8");
      CHECK(hello.call(handler, get("/hello")).body == "Hello, world!");
    }
  }

  TEST_CASE("takes no config") {
    siding::testing::host host;
    CHECK_THROWS_WITH((siding::testing::plugin{host, entry_of("hello"), {{"name", "x"}}}),
                      "test: this plugin takes no config");
  }
}

TEST_SUITE("plugins/hello_c") {
  TEST_CASE("greets from plain C") {
    siding::testing::host host;
    siding::testing::plugin hello{host, entry_of("hello_c")};
    const std::string name(5000, 'n');
    CHECK(hello.call("hello", get("/hello-c/Ada").param("name", "Ada")).body == "Hello, Ada!");
    CHECK(hello.call("hello", get("/").param("name", name)).body == "Hello, " + name + "!");
    CHECK(hello.call("hello", get("/hello-c").mode(siding::mode::async)).body == "Hello, world!");
  }
}

TEST_SUITE("plugins/article") {
  TEST_CASE("answers the same in all four ways") {
    siding::testing::host host;
    siding::testing::plugin article{host, entry_of("article"), {{"wait", "1ms"}}};
    for (const char* handler : {"sync", "async_blocking", "async", "offload"}) {
      const auto answer = article.call(handler, get("/"));
      CHECK(answer.status == 200);
      CHECK(answer.body == R"({"message":"Hello World"})");
      CHECK(answer.header("content-type") == "application/json");
    }
  }

  TEST_CASE("waits twice, asynchronously in virtual time only") {
    siding::testing::host host;
    siding::testing::plugin article{host, entry_of("article"), {{"wait", "3s"}}};
    const auto* const clock = static_cast<const siding::detail::testing_clock*>(
        host.abi().get_extension(&host.abi(), siding::detail::to_abi(siding::detail::testing_clock::extension)));
    const auto before = clock->now_ns(&host.abi());
    CHECK(article.call("async", get("/")).status == 200);
    CHECK(clock->now_ns(&host.abi()) - before >= 6'000'000'000u);
  }

  TEST_CASE("refuses a config that it does not know") {
    siding::testing::host host;
    CHECK_THROWS_WITH((siding::testing::plugin{host, entry_of("article"), {{"wiat", "3s"}}}),
                      "test.wiat: `wiat` is unknown here; known: `wait`");
  }
}

TEST_SUITE("plugins/stream") {
  TEST_CASE("sums an upload, as a coroutine and as a function") {
    siding::testing::host host;
    siding::testing::plugin stream{host, entry_of("stream")};
    const auto upload = siding::testing::post("/upload", "").piece("12").piece("345");
    auto sync = upload;
    const auto answer = stream.call("sum", upload);
    CHECK(answer.body == R"({"bytes":5,"fnv1a":16534377278781491704})");
    CHECK(stream.call("sum_sync", std::move(sync).mode(siding::mode::sync)).body == answer.body);
  }

  TEST_CASE("makes a download of any size") {
    siding::testing::host host;
    siding::testing::plugin stream{host, entry_of("stream")};
    for (const std::string bytes : {"0", "5", "100000"}) {
      const auto answer = stream.call("download", get("/download").param("bytes", bytes));
      CHECK(answer.body == std::string(std::stoul(bytes), 'x'));
      CHECK_FALSE(answer.aborted);
    }
    CHECK(stream.call("download", get("/download").param("bytes", "many")).status == 400);
  }

  TEST_CASE("ticks until the host stops") {
    siding::testing::host host;
    siding::testing::plugin stream{host, entry_of("stream"), {{"tick", "1h"}}};
    const auto clock = stream.start("clock", get("/clock"));
    clock.wait_written("data: tick 2\n\n");
    clock.cancel(siding::stop_reason::draining);
    CHECK_FALSE(clock.wait().aborted);
  }
}

TEST_SUITE("plugins/echo") {
  TEST_CASE("gives the request back as JSON, with every byte escaped") {
    siding::testing::host host;
    siding::testing::plugin echo{host, entry_of("echo")};
    const auto answer = echo.call("echo", siding::testing::post("/echo?a=%22", "say \"hi\"\n\xff")
                                              .param("id", "7")
                                              .header("X-A", "1")
                                              .header("x-a", "2"));
    CHECK(answer.body == R"({"method":"POST","path":"/echo","query":"a=%22","params":{"id":"7"},)"
                         R"("headers":{"X-A":"1, 2"},"body":"say \"hi\"\u000a\ufffd"})");
    CHECK(answer.header("content-type") == "application/json");
  }
}
