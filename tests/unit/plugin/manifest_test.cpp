#include "plugin/manifest.hpp"

#include <doctest/doctest.h>

#include "fixture.hpp"

namespace siding::plugin {
namespace {

std::string with_handlers(const std::string& handlers) {
  return R"({"name":"shop","version":"1.0","abi":[1,0],"min_host_minor":0,"handlers":[)" + handlers + "]}";
}

std::string said_of(const std::string& handlers) {
  return refusal(parse_manifest(with_handlers(handlers)));
}

constexpr const char* kOrders = R"({"name":"orders","kind":1,"mode":"sync","modes":["sync"]})";

TEST_SUITE("manifest") {
  TEST_CASE("holds everything that the note says") {
    const auto manifest = parse_manifest(
        R"({"name":"shop","version":"2.1","abi":[1,0],"min_host_minor":0,"needs":["siding.fd/1"],"handlers":[
            {"name":"orders","kind":1,"mode":"async","modes":["async","offload"],"flags":1,"metadata":{"a":1}}]})");

    REQUIRE(manifest.has_value());
    CHECK(manifest->name == "shop");
    CHECK(manifest->version == "2.1");
    CHECK(manifest->abi_minor == 0);
    CHECK(manifest->min_host_minor == 0);
    CHECK(manifest->needs == std::vector<std::string>{"siding.fd/1"});
    const ManifestHandler* const orders = manifest->find("orders");
    REQUIRE(orders);
    CHECK(orders->mode == Mode::async);
    CHECK(orders->flags == 1);
    CHECK(orders->metadata == R"({"a":1})");
    CHECK(manifest->find("order") == nullptr);
  }

  TEST_CASE("adds sync to the modes of every handler") {
    const auto manifest = parse_manifest(with_handlers(R"({"name":"a","kind":1,"mode":"async","modes":["async"]})"));

    REQUIRE(manifest.has_value());
    CHECK(manifest->handlers[0].modes == (1u | 2u));
  }

  TEST_CASE("ignores members that a later ABI minor adds") {
    CHECK(parse_manifest(R"({"name":"shop","version":"1.0","abi":[1,0],"colour":"red","handlers":[)" +
                         std::string{kOrders} + "]}")
              .has_value());
  }

  TEST_CASE("does not judge below the ABI of another major") {
    const auto manifest = parse_manifest(R"({"name":"shop","version":"1.0","abi":[7,0],"handlers":"elsewhere"})");

    REQUIRE(manifest.has_value());
    CHECK(manifest->abi_major == 7);
  }

  TEST_CASE("refuses what is no JSON object") {
    CHECK(contains(refusal(parse_manifest("{\"name\":")), "not JSON"));
    CHECK(contains(refusal(parse_manifest("")), "not JSON"));
    CHECK(contains(refusal(parse_manifest("[1]")), "not a JSON object"));
  }

  TEST_CASE("names every mistake at once") {
    const std::string said = refusal(parse_manifest(R"({"name":"a b","version":3,"abi":[0],"min_host_minor":-1})"));

    CHECK(contains(said, "`name` is `a b`"));
    CHECK(contains(said, "`version` has to be a string"));
    CHECK(contains(said, "`abi` has to be two whole numbers"));
    CHECK(contains(said, "`min_host_minor` has to be a whole number"));
  }

  TEST_CASE("refuses a kind that this host does not know, naming it") {
    const std::string said = said_of(R"({"name":"cron","kind":7,"mode":"sync","modes":["sync"]})");

    CHECK(contains(said, "handler `cron`: its kind is 7"));
  }

  TEST_CASE("refuses two handlers of one name") {
    CHECK(contains(said_of(std::string{kOrders} + "," + kOrders), "two handlers are called `orders`"));
  }

  TEST_CASE("refuses a mode that there is not") {
    CHECK(contains(said_of(R"({"name":"a","kind":1,"mode":"fast","modes":["sync"]})"), "the mode \"fast\" is unknown"));
    CHECK(contains(said_of(R"({"name":"a","kind":1,"mode":"sync","modes":["threads"]})"), "\"threads\" is unknown"));
  }

  TEST_CASE("refuses a mode that is not among the modes") {
    CHECK(contains(said_of(R"({"name":"a","kind":1,"mode":"async","modes":["sync"]})"), "`mode` is async"));
  }

  TEST_CASE("refuses a handler without a mode, modes or a name") {
    CHECK(contains(said_of(R"({"name":"a","kind":1,"modes":["sync"]})"), "`mode` is missing"));
    CHECK(contains(said_of(R"({"name":"a","kind":1,"mode":"sync","modes":[]})"), "`modes` is empty"));
    CHECK(contains(said_of(R"({"kind":1,"mode":"sync","modes":["sync"]})"), "handler 1: `name` has to be"));
    CHECK(contains(said_of("3"), "handler 1 has to be an object"));
    CHECK(contains(said_of(""), "it has no handlers"));
  }

  TEST_CASE("refuses metadata that is no object, and a need that is no name") {
    CHECK(contains(said_of(R"({"name":"a","kind":1,"mode":"sync","modes":["sync"],"metadata":"x"})"), "`metadata`"));
    CHECK(contains(refusal(parse_manifest(R"({"name":"a","version":"1","abi":[1,0],"needs":[3],"handlers":[)" +
                                          std::string{kOrders} + "]}")),
                   "`needs` has 3"));
  }
}

}  // namespace
}  // namespace siding::plugin
