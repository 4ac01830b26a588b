#include "base/log.hpp"

#include <sstream>

#include <doctest/doctest.h>
#include <spdlog/sinks/ostream_sink.h>

using namespace siding;

TEST_SUITE("logger") {
  TEST_CASE("a child writes where its parent writes, under its own name") {
    std::ostringstream out;
    Logger parent("host", std::make_shared<spdlog::sinks::ostream_sink_mt>(out));
    parent.set_pattern("%n: %v");
    child_logger(parent, "plugin.hello")->info("ready");
    CHECK(out.str() == "plugin.hello: ready\n");
  }

  TEST_CASE("a child has the level of its parent") {
    Logger parent("host");
    parent.set_level(spdlog::level::err);
    parent.flush_on(spdlog::level::critical);
    const auto child = child_logger(parent, "child");
    CHECK(child->level() == spdlog::level::err);
    CHECK(child->flush_level() == spdlog::level::critical);
  }

  TEST_CASE("the silent one logs nothing") {
    CHECK_FALSE(silent_logger()->should_log(spdlog::level::critical));
  }
}
