#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <siding/plugin.hpp>
#include <siding/testing.hpp>

using siding::testing::get;
using siding::testing::value;

namespace {

struct Greeting {
  explicit Greeting(const siding::config& config) : word{config.get<std::string>("word")} { ++alive; }
  ~Greeting() { --alive; }
  std::string word;
  static inline int alive = 0;
};

siding::response free_function(const siding::request&) {
  return siding::text("free");
}

class Sample {
 public:
  explicit Sample(const siding::config& config) : number_{config.get("number", 1)} {
    if (number_ < 0) config.get<siding::config>("number").reject("must not be negative");
    ++alive;
  }
  ~Sample() { --alive; }

  siding::response number(const siding::request&) const noexcept { return siding::text(std::to_string(number_)); }
  siding::task<siding::response> greets(const siding::request&, const Greeting& greeting) {
    co_await siding::offload([] {});
    co_return siding::text(greeting.word);
  }
  siding::response throws(const siding::request& request) {
    if (request.query() == "http") throw siding::http_error{409, "already there"};
    if (request.query() == "error") throw std::runtime_error{"secret"};
    throw 7;
  }
  siding::task<siding::response> throws_later(const siding::request& request) {
    co_await siding::sleep_for(std::chrono::seconds{1});
    co_return throws(request);
  }

  static inline int alive = 0;

 private:
  int number_;
};

}  // namespace

SIDING_PLUGIN(Sample, "sample \"1\"", "1.2.3", siding::sync<&Sample::number>("number"),
              siding::offloading<&Sample::greets>("greets").metadata(R"({"summary":"says it"})"),
              siding::async<&Sample::throws>("throws").streams_body(),
              siding::async<&Sample::throws_later>("throws_later"), siding::sync<&free_function>("free"),
              siding::needs("siding.fd/1"))

TEST_SUITE("manifest") {
  TEST_CASE("is JSON that says everything, escaped") {
    constexpr auto json = siding::detail::manifest_json<siding_plugin::definition>();
    CHECK(
        std::string_view{json.data(), json.size()} ==
        R"({"name":"sample \"1\"","version":"1.2.3","abi":[1,0],"min_host_minor":0,"needs":["siding.fd/1"],)"
        R"("handlers":[)"
        R"({"name":"number","kind":1,"mode":"sync","modes":["sync"],"flags":0,"metadata":{}},)"
        R"({"name":"greets","kind":1,"mode":"offload","modes":["sync","offload"],"flags":0,)"
        R"("metadata":{"summary":"says it"}},)"
        R"({"name":"throws","kind":1,"mode":"async","modes":["sync","async","offload"],"flags":1,"metadata":{}},)"
        R"({"name":"throws_later","kind":1,"mode":"async","modes":["sync","async","offload"],"flags":0,"metadata":{}},)"
        R"({"name":"free","kind":1,"mode":"sync","modes":["sync"],"flags":0,"metadata":{}}]})");
  }

  TEST_CASE("the note has an ELF note's layout") {
    const auto& note = siding_plugin::manifest;
    CHECK(note.owner_size == 7);
    CHECK(std::strcmp(note.owner, SIDING_NOTE_OWNER) == 0);
    CHECK(note.type == SIDING_NOTE_MANIFEST);
    CHECK(sizeof(note) % 4 == 0);
    CHECK(std::string_view{note.text, note.json_size}.ends_with("]}"));
  }

  TEST_CASE("the compiler tells JSON objects from other text") {
    using siding::detail::is_json_object;
    static_assert(is_json_object(R"( {"a":[1,-2.5e+3,true,null,"x\u00e4\n"],"b":{}} )"));
    static_assert(is_json_object("{}"));
    for (const char* bad : {"", "[]", "{", "{}{}", R"({"a"})", R"({"a":})", R"({"a":1,})", R"({a:1})", R"({"a":01})",
                            R"({"a":"\x"})", "{\"a\":\"\n\"}", R"({"a":tru})", R"({"a":1.})"}) {
      CHECK_MESSAGE(!is_json_object(bad), bad);
    }
  }
}

TEST_SUITE("entry") {
  TEST_CASE("agrees with the manifest") {
    CHECK(siding_entry_v1.size == sizeof(siding_entry));
    CHECK(siding_entry_v1.magic == SIDING_MAGIC);
    CHECK(siding_entry_v1.handler_count == 5);
    CHECK(siding_entry_v1.handler_stride == sizeof(siding_handler));
    const siding_handler& second = siding_entry_v1.handlers[1];
    CHECK(siding::detail::from_abi(second.name) == "greets");
    CHECK(second.modes == (SIDING_MODE_OFFLOAD | SIDING_MODE_SYNC));
    CHECK(second.mode == SIDING_MODE_OFFLOAD);
    CHECK(siding::detail::from_abi(second.metadata) == R"({"summary":"says it"})");
    CHECK(siding_entry_v1.handlers[2].flags == SIDING_HANDLER_STREAMS_BODY);
    CHECK(bool{siding_entry_v1.handlers[0].route_new == nullptr});
    CHECK(bool{second.route_new != nullptr});
  }

  TEST_CASE("init makes one instance from the config, shutdown ends it") {
    siding::testing::host host;
    {
      siding::testing::plugin plugin{host, siding_entry_v1, {{"number", 5}}};
      CHECK(Sample::alive == 1);
      CHECK(plugin.call("number", get("/")).body == "5");
      CHECK(plugin.call("free", get("/")).body == "free");
    }
    CHECK(Sample::alive == 0);
  }

  TEST_CASE("without a config the defaults apply") {
    siding::testing::host host;
    siding::testing::plugin plugin{host, siding_entry_v1};
    CHECK(plugin.call("number", get("/")).body == "1");
  }

  TEST_CASE("a config that the plugin refuses is told with its place") {
    siding::testing::host host;
    CHECK_THROWS_WITH((siding::testing::plugin{host, siding_entry_v1, {{"number", -5}}}),
                      "test.number: `number` must not be negative");
    CHECK(Sample::alive == 0);
  }

  TEST_CASE("settings are made once per route and freed") {
    siding::testing::host host;
    {
      siding::testing::plugin plugin{host, siding_entry_v1};
      CHECK(plugin.call("greets", get("/"), {{"word", "salut"}}).body == "salut");
      CHECK(Greeting::alive == 1);
      CHECK_THROWS_WITH(plugin.call("greets", get("/")), "`settings` lacks the required key `word`");
    }
    CHECK(Greeting::alive == 0);
  }

  TEST_CASE("what a handler throws becomes an answer, in functions and coroutines") {
    siding::testing::host host;
    siding::testing::plugin plugin{host, siding_entry_v1};
    for (const char* name : {"throws", "throws_later"}) {
      const auto http = plugin.call(name, get("/?http"));
      CHECK(http.status == 409);
      CHECK(http.failure == "already there");
      CHECK(http.failure_is_public);
      const auto error = plugin.call(name, get("/?error"));
      CHECK(error.status == 500);
      CHECK(error.failure == "secret");
      CHECK_FALSE(error.failure_is_public);
      const auto other = plugin.call(name, get("/"));
      CHECK(other.status == 500);
      CHECK(other.failure.find("no std::exception") != std::string::npos);
    }
  }

  TEST_CASE("a host without the core extension is refused by a sentence") {
    const siding_host bare{
        sizeof(siding_host), 1, {"0", 1}, [](const siding_host*, siding_str) -> const void* { return nullptr; }};
    void* instance = nullptr;
    siding_error error{};
    error.size = sizeof(error);
    CHECK(siding_entry_v1.init(&bare, nullptr, &instance, &error) < 0);
    CHECK(std::string_view{error.text, error.length} == "the host has no siding.core/1");
  }
}
