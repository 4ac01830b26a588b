#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <siding/config.hpp>
#include <siding/testing.hpp>

using namespace std::chrono_literals;
using siding::testing::value;

namespace {

struct Fixture {
  value tree{{"wait", "10ms"},
             {"url", "db://x"},
             {"retries", 3},
             {"ratio", 0.5},
             {"on", true},
             {"limit", "64KiB"},
             {"hosts", value::list{"a", "b"}},
             {"weights", value{{"a", 1}, {"b", 2}}},
             {"pool", value{{"size", 70'000}}}};
  siding::config config{&value::table(), tree.abi()};
};

template <class F>
std::string mistake(F f) {
  try {
    f();
  } catch (const siding::config_error& failure) {
    return failure.what();
  }
  return "none";
}

}  // namespace

TEST_SUITE("config") {
  TEST_CASE_FIXTURE(Fixture, "reads every type, the default's or the named one") {
    CHECK(config.get("wait", 3000ms) == 10ms);
    CHECK(config.get("url", "none") == "db://x");
    CHECK(config.get("retries", 1) == 3);
    CHECK(config.get("ratio", 0.1) == 0.5);
    CHECK(config.get("retries", 0.1) == 3.0);
    CHECK(config.get("on", false));
    CHECK(config.get("limit", siding::byte_size{1}).bytes == 65536);
    CHECK(config.get<std::vector<std::string>>("hosts") == std::vector<std::string>{"a", "b"});
    CHECK(config.get<std::map<std::string, unsigned>>("weights").at("b") == 2);
    CHECK(config.get<siding::config>("pool").get("size", 1) == 70'000);
  }

  TEST_CASE_FIXTURE(Fixture, "gives the default where there is nothing") {
    CHECK(config.get("pause", 3000ms) == 3000ms);
    CHECK(config.get("name", "world") == "world");
    CHECK(config.get<std::optional<int>>("nothing") == std::nullopt);
    CHECK(config.get<std::optional<int>>("retries") == 3);
    CHECK(siding::config{}.get("wait", 5ms) == 5ms);
    CHECK_FALSE(siding::config{}.present());
  }

  TEST_CASE_FIXTURE(Fixture, "a mistake names place, path and what was expected, but not the value") {
    CHECK(mistake([&] { config.get("url", 5ms); }) ==
          "test.url: `url` must be a duration with its unit, such as 300ms or 5s, found a string");
    CHECK(mistake([&] { config.get("hosts", 1); }) == "test.hosts: `hosts` must be an integer, found a list");
    CHECK(mistake([&] { config.get<std::vector<int>>("hosts"); }) ==
          "test.hosts[0]: `hosts[0]` must be an integer, found a string");
    CHECK(mistake([&] { config.get<std::string>("password"); }) == "test: `config` lacks the required key `password`");
    CHECK(mistake([&] { config.get<siding::config>("pool").get<std::string>("name"); }) ==
          "test.pool: `pool` lacks the required key `name`");
    CHECK(mistake([] { siding::config{}.get<int>("size"); }) == "`config` lacks the required key `size`");
  }

  TEST_CASE_FIXTURE(Fixture, "numbers that do not fit are refused, with the range") {
    CHECK(mistake([&] { config.get<siding::config>("pool").get<std::uint16_t>("size"); }) ==
          "test.pool.size: `pool.size` must be from 0 to 65535");
    CHECK(mistake([&] { config.get("wait", 1s); }) == "test.wait: `wait` is more precise than the plugin can use");
  }

  TEST_CASE_FIXTURE(Fixture, "unknown keys are refused on demand") {
    CHECK(mistake([&] { config.get<siding::config>("pool").expect_keys({"size"}); }) == "none");
    CHECK(mistake([&] {
            config.get<siding::config>("pool").expect_keys({"name", "host"});
          }) == "test.pool.size: `pool.size` is unknown here; known: `name`, `host`");
  }

  TEST_CASE_FIXTURE(Fixture, "gives the whole as JSON for other libraries") {
    CHECK(config.get<siding::config>("weights").json() == R"({"a":1,"b":2})");
    CHECK(siding::config{}.json() == "null");
  }
}
