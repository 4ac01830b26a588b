#include "plugin/instance.hpp"

#include <chrono>
#include <future>
#include <thread>

#include <doctest/doctest.h>

#include "fixture.hpp"
#include "plugin/selection.hpp"

namespace siding::plugin {
namespace {

using namespace std::chrono_literals;

const void* no_extension(const siding_host*, siding_str) {
  return nullptr;
}

const siding_host& host() {
  static const siding_host made{sizeof(siding_host), SIDING_ABI_MINOR, {"test", 4}, no_extension};
  return made;
}

Place place(std::uint32_t line) {
  return {std::make_shared<const std::string>("routes.yaml"), line, 3};
}

PluginOptions options(const std::string& name) {
  PluginOptions made;
  made.name = name;
  made.file = name + ".so";
  made.place = place(4);
  return made;
}

auto start(const PluginOptions& options) {
  auto library = PluginLibrary::load(options.file, SIDING_FIXTURES);
  REQUIRE_MESSAGE(library.has_value(), refusal(library));
  return PluginInstance::start(std::move(*library), options, host());
}

const siding_handler& handler_of(const PluginInstance& instance, const char* name) {
  return **find_handler(instance.library(), name);
}

TEST_SUITE("instance") {
  TEST_CASE("good starts") {
    const auto instance = start(options("good"));

    REQUIRE_MESSAGE(instance.has_value(), refusal(instance));
    CHECK((*instance)->library().manifest().name == "good");
  }

  TEST_CASE("init_fails is refused with the plugin's own text, on one line, and the place in the YAML") {
    const auto instance = start(options("init_fails"));

    REQUIRE_FALSE(instance.has_value());
    const Mistake mistake = instance.error().front();
    CHECK(mistake.code == ExitCode::configuration);
    CHECK(mistake.place.to_string() == "routes.yaml:4:3");
    CHECK(mistake.what == "plugin `init_fails` (" + std::filesystem::canonical(fixture("init_fails")).string() +
                              "): init failed: no database at db.example port 5432");
  }

  TEST_CASE("init_throws is refused with the exception's text") {
    CHECK(contains(refusal(start(options("init_throws"))),
                   "init threw an exception through the C boundary: the model file is missing"));
  }

  TEST_CASE("init_hangs is refused when its time is over") {
    PluginOptions hangs = options("init_hangs");
    hangs.init_timeout = 30ms;

    const std::string said = refusal(start(hangs));

    CHECK(contains(said, "plugin `init_hangs` ("));
    CHECK(contains(said, "init did not return within 30 ms"));
    CHECK(contains(said, "`init_timeout`"));
  }

  TEST_CASE("a handler without route_new takes no settings") {
    const auto instance = start(options("good"));
    REQUIRE(instance.has_value());
    const siding_handler& quick = handler_of(**instance, "quick");

    CHECK(*(*instance)->make_route(quick, Value{}) == nullptr);
    const auto route = (*instance)->make_route(quick, Value{std::int64_t{1}, place(9)});
    REQUIRE_FALSE(route.has_value());
    CHECK(route.error().front().place.to_string() == "routes.yaml:9:3");
    CHECK(contains(refusal(route), "plugin `good` ("));
    CHECK(contains(refusal(route), "has no settings for its handler `quick`"));
  }

  TEST_CASE("route_new gets NULL for no settings, and its refusal is told") {
    const auto instance = start(options("good"));
    REQUIRE(instance.has_value());
    const siding_handler& settled = handler_of(**instance, "settled");

    CHECK((*instance)->make_route(settled, Value{}).has_value());
    CHECK(contains(refusal((*instance)->make_route(settled, Value{true, place(9)})),
                   "refuses the route of its handler `settled`: route_new failed: no `greeting`"));
  }

  TEST_CASE("route_throws is refused: even what is no exception stops at the fence") {
    const auto instance = start(options("route_throws"));
    REQUIRE(instance.has_value());

    const auto route = (*instance)->make_route(handler_of(**instance, "handler"), Value{});

    CHECK(contains(refusal(route), "route_new threw something that is no std::exception"));
  }
}

// A library of this process, to see what is called and with what.
struct Calls {
  int init = 0;
  int shutdown = 0;
  const siding_value* config = nullptr;
  std::thread::id thread;
};
Calls calls;

class OwnLibrary final : public PluginLibrary {
 public:
  OwnLibrary() {
    calls = {};
    entry_.init = [](const siding_host*, const siding_value* config, void**, siding_error*) -> std::int32_t {
      ++calls.init;
      calls.config = config;
      calls.thread = std::this_thread::get_id();
      return SIDING_OK;
    };
    entry_.shutdown = [](void*) { ++calls.shutdown; };
  }
};

// One whose init returns when it is told to.
struct Late {
  std::promise<void> may_return;
  std::promise<void> shut_down;
};
Late late;

class LateLibrary final : public PluginLibrary {
 public:
  LateLibrary() {
    entry_.init = [](const siding_host*, const siding_value*, void**, siding_error*) -> std::int32_t {
      late.may_return.get_future().wait();
      return SIDING_OK;
    };
    entry_.shutdown = [](void*) { late.shut_down.set_value(); };
  }
};

TEST_SUITE("instance") {
  TEST_CASE("init runs once, on a thread of its own, with the instance's own copy of the config") {
    PluginOptions own = options("own");
    own.config = Value{Value::Map{{"wait", Value{std::string{"3s"}, {}}}}, {}};
    const auto instance = PluginInstance::start(std::make_unique<OwnLibrary>(), own, host());
    own.config = Value{};

    REQUIRE(instance.has_value());
    CHECK(calls.init == 1);
    CHECK(calls.thread != std::this_thread::get_id());
    siding_str json = config_extension().json(calls.config);
    CHECK(std::string_view{json.data, json.size} == R"({"wait":"3s"})");
  }

  TEST_CASE("an init that succeeds after its time is over is shut down") {
    PluginOptions own = options("own");
    own.init_timeout = 1ms;
    REQUIRE_FALSE(PluginInstance::start(std::make_unique<LateLibrary>(), own, host()).has_value());

    late.may_return.set_value();

    late.shut_down.get_future().wait();
  }

  TEST_CASE("shutdown is called once, at the latest by the destructor") {
    {
      const auto instance = PluginInstance::start(std::make_unique<OwnLibrary>(), options("own"), host());
      REQUIRE(instance.has_value());
      (*instance)->shutdown();
      CHECK(calls.shutdown == 1);
    }
    CHECK(calls.shutdown == 1);
    {
      const auto instance = PluginInstance::start(std::make_unique<OwnLibrary>(), options("own"), host());
      REQUIRE(instance.has_value());
      CHECK(calls.shutdown == 0);
    }
    CHECK(calls.shutdown == 1);
  }
}

}  // namespace
}  // namespace siding::plugin
