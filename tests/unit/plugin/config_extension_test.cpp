#include <doctest/doctest.h>

#include "plugin/instance.hpp"

namespace siding::plugin {
namespace {

const siding_config_v1& config() {
  return config_extension();
}

siding_str text(std::string_view view) {
  return {view.data(), view.size()};
}
std::string_view view(siding_str text) {
  return {text.data, text.size};
}

Place place(std::uint32_t line) {
  return {std::make_shared<const std::string>("routes.yaml"), line, 5};
}

Value leaf(Value::Data data) {
  return {std::move(data), place(2)};
}

const Value& tree() {
  static const Value made{Value::Map{{"on", leaf(true)},
                                     {"count", leaf(std::int64_t{-7})},
                                     {"ratio", leaf(0.5)},
                                     {"wait", leaf(std::string{"300ms"})},
                                     {"cache", leaf(std::string{"64KiB"})},
                                     {"hosts", leaf(Value::List{leaf(std::string{"a"}), leaf(std::string{"b"})})},
                                     {"nothing", Value{}}},
                          place(1)};
  return made;
}

const siding_value* find(const char* key) {
  return config().find(as_siding_value(tree()), text(key));
}

TEST_SUITE("config extension") {
  TEST_CASE("tells the type of every node") {
    CHECK(config().type(as_siding_value(tree())) == SIDING_VALUE_MAP);
    CHECK(config().type(find("on")) == SIDING_VALUE_BOOL);
    CHECK(config().type(find("count")) == SIDING_VALUE_INT);
    CHECK(config().type(find("ratio")) == SIDING_VALUE_DOUBLE);
    CHECK(config().type(find("wait")) == SIDING_VALUE_STRING);
    CHECK(config().type(find("hosts")) == SIDING_VALUE_LIST);
    CHECK(config().type(find("nothing")) == SIDING_VALUE_NULL);
    CHECK(find("absent") == nullptr);
  }

  TEST_CASE("reads scalars of their own type") {
    std::uint32_t on = 0;
    std::int64_t count = 0;
    double ratio = 0;
    siding_str wait{};
    CHECK(config().as_bool(find("on"), &on) == SIDING_OK);
    CHECK(config().as_int(find("count"), &count) == SIDING_OK);
    CHECK(config().as_double(find("ratio"), &ratio) == SIDING_OK);
    CHECK(config().as_string(find("wait"), &wait) == SIDING_OK);
    CHECK(on == 1);
    CHECK(count == -7);
    CHECK(ratio == 0.5);
    CHECK(view(wait) == "300ms");
    CHECK(config().as_double(find("count"), &ratio) == SIDING_OK);  // an int is one too
    CHECK(ratio == -7);
  }

  TEST_CASE("reads durations and sizes with their units") {
    std::int64_t wait = 0;
    std::uint64_t cache = 0;
    CHECK(config().as_duration(find("wait"), &wait) == SIDING_OK);
    CHECK(config().as_bytes(find("cache"), &cache) == SIDING_OK);
    CHECK(wait == 300'000'000);
    CHECK(cache == 65536);
  }

  TEST_CASE("leaves the result alone when the value is of another type") {
    std::int64_t number = 42;
    std::uint64_t size = 42;
    CHECK(config().as_int(find("ratio"), &number) == SIDING_E_INVALID);
    CHECK(config().as_duration(find("count"), &number) == SIDING_E_INVALID);
    CHECK(config().as_duration(find("cache"), &number) == SIDING_E_INVALID);
    CHECK(config().as_bytes(find("wait"), &size) == SIDING_E_INVALID);
    CHECK(config().as_int(nullptr, &number) == SIDING_E_INVALID);
    CHECK(number == 42);
    CHECK(size == 42);
  }

  TEST_CASE("walks lists and maps") {
    siding_str key{};
    siding_str item{};
    CHECK(config().count(as_siding_value(tree())) == 7);
    CHECK(config().count(find("hosts")) == 2);
    CHECK(config().count(find("wait")) == 0);
    CHECK(config().as_string(config().at(find("hosts"), 1, &key), &item) == SIDING_OK);
    CHECK(view(item) == "b");
    CHECK(config().at(as_siding_value(tree()), 3, &key) == find("wait"));
    CHECK(view(key) == "wait");
    CHECK(config().at(find("hosts"), 2, nullptr) == nullptr);
  }

  TEST_CASE("gives the JSON below a node and its place") {
    CHECK(view(config().json(find("hosts"))) == R"(["a","b"])");
    CHECK(view(config().place(find("hosts"))) == "routes.yaml:2:5");
  }

  TEST_CASE("takes NULL for an absent value") {
    CHECK(as_siding_value(Value{}) == nullptr);
    CHECK(config().type(nullptr) == SIDING_VALUE_NULL);
    CHECK(config().count(nullptr) == 0);
    CHECK(config().find(nullptr, text("a")) == nullptr);
    CHECK(view(config().json(nullptr)) == "null");
  }
}

}  // namespace
}  // namespace siding::plugin
