#include "base/value.hpp"

#include <limits>

#include <doctest/doctest.h>

using namespace siding;

namespace {

Value text(std::string what, bool secret = false) {
  return {std::move(what), {}, secret};
}

Value database() {
  return {Value::Map{{"host", text("db.example")}, {"password", text("hunter2", true)}}, {}};
}

}  // namespace

TEST_SUITE("value") {
  TEST_CASE("a value nobody made is null") {
    CHECK(Value{}.json() == "null");
    CHECK(std::holds_alternative<std::monostate>(Value{}.data()));
  }

  TEST_CASE("scalars are written as JSON writes them") {
    CHECK(Value{true, {}}.json() == "true");
    CHECK(Value{false, {}}.json() == "false");
    CHECK(Value{std::int64_t{-42}, {}}.json() == "-42");
    CHECK(Value{std::numeric_limits<std::int64_t>::min(), {}}.json() == "-9223372036854775808");
    CHECK(Value{0.1, {}}.json() == "0.1");
    CHECK(Value{1e300, {}}.json() == "1e+300");
  }

  TEST_CASE("a whole decimal keeps its point, so that it is read back as a decimal") {
    CHECK(Value{3.0, {}}.json() == "3.0");
  }

  TEST_CASE("what JSON has no number for is null") {
    CHECK(Value{std::numeric_limits<double>::infinity(), {}}.json() == "null");
    CHECK(Value{std::numeric_limits<double>::quiet_NaN(), {}}.json() == "null");
  }

  TEST_CASE("texts and keys are escaped") {
    const std::string nasty = "quote \" back \\ line\n nul" + std::string(1, '\0') + " \xC3\xA9";
    const std::string escaped = R"("quote \" back \\ line\n nul\u0000 )"
                                "\xC3\xA9\"";
    CHECK(text(nasty).json() == escaped);
    CHECK(Value{Value::Map{{nasty, Value{}}}, {}}.json() == '{' + escaped + ":null}");
  }

  TEST_CASE("lists and maps keep their order") {
    const Value list{Value::List{text("b"), Value{}, Value{Value::List{}, {}}}, {}};
    const Value map{Value::Map{{"z", list}, {"a", Value{Value::Map{}, {}}}}, {}};
    CHECK(map.json() == R"({"z":["b",null,[]],"a":{}})");
  }

  TEST_CASE("a plugin gets its secrets") {
    CHECK(database().json() == R"({"host":"db.example","password":"hunter2"})");
  }

  TEST_CASE("people see no secret, at any depth") {
    const Value nested{Value::List{database()}, {}};
    CHECK(nested.masked_json() == R"([{"host":"db.example","password":"***"}])");
  }

  TEST_CASE("a member is found by its key") {
    const Value map = database();
    REQUIRE(map.find("host"));
    CHECK(std::get<std::string>(map.find("host")->data()) == "db.example");
    CHECK_FALSE(map.find("port"));
    CHECK_FALSE(text("host").find("host"));
  }

  TEST_CASE("the place is there as text") {
    const Value value{true, {std::make_shared<const std::string>("routes.yaml"), 12, 5}};
    CHECK(value.place_text() == "routes.yaml:12:5");
  }
}
