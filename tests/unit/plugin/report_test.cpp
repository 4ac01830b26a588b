#include "plugin/report.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "fixture.hpp"

namespace siding::plugin {
namespace {

Report report_of_good() {
  const auto library = PluginLibrary::load("good.so", SIDING_FIXTURES);
  REQUIRE_MESSAGE(library.has_value(), refusal(library));
  return report(**library);
}

TEST_SUITE("report") {
  TEST_CASE("tells people what a plugin is and offers") {
    const std::string text = to_text(report_of_good());

    CHECK(contains(text, "plugin    good 1.2.3\n"));
    CHECK(contains(text, "good.so (" + std::to_string(std::filesystem::file_size(fixture("good"))) + " bytes)"));
    CHECK(contains(text, "ABI       1.0, needs a host of 1.0 or later\n"));
    CHECK(contains(text, "build     a fixture\n"));
    CHECK(contains(text, "needs     siding.fd/1\n"));
    CHECK(contains(text, "  settled: sync (may run as sync)\n    {\"summary\":\"takes settings\"}\n"));
    CHECK(contains(text, "  quick: async (may run as sync, async)\n"));
  }

  TEST_CASE("tells programs the same as JSON") {
    const auto json = boost::json::parse(to_json(report_of_good()));

    CHECK(json.at("name") == "good");
    CHECK(json.at("abi").at(1) == 0);
    CHECK(json.at("build") == "a fixture");
    CHECK(json.at("needs").at(0) == "siding.fd/1");
    CHECK(json.at("handlers").at(0).at("metadata").at("summary") == "takes settings");
    CHECK(json.at("handlers").at(1).at("modes").as_array().size() == 2);
  }
}

}  // namespace
}  // namespace siding::plugin
