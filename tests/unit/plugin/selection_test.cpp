#include "plugin/selection.hpp"

#include <doctest/doctest.h>

#include "fixture.hpp"

namespace siding::plugin {
namespace {

constexpr std::uint32_t kSync = SIDING_MODE_SYNC;
constexpr std::uint32_t kAsync = SIDING_MODE_SYNC | SIDING_MODE_ASYNC;
constexpr std::uint32_t kOffload = SIDING_MODE_SYNC | SIDING_MODE_OFFLOAD;

ManifestHandler handler(const std::string& name, Mode mode = Mode::sync, std::uint32_t modes = kSync) {
  return {.name = name, .kind = 1, .mode = mode, .modes = modes, .flags = 0, .metadata = "{}"};
}

Manifest manifest(std::vector<ManifestHandler> handlers) {
  Manifest made;
  made.name = "shop";
  made.handlers = std::move(handlers);
  return made;
}

const Place kPlace{std::make_shared<const std::string>("routes.yaml"), 12, 5};

TEST_SUITE("handler selection") {
  TEST_CASE("finds a handler by its name") {
    const Manifest shop = manifest({handler("orders"), handler("items")});

    const auto found = find_handler(shop, "items");

    REQUIRE(found.has_value());
    CHECK((*found)->name == "items");
  }

  TEST_CASE("an empty name means the only handler") {
    const Manifest shop = manifest({handler("orders")});

    CHECK(find_handler(shop, "").has_value());
  }

  TEST_CASE("an empty name is refused where there are several, with the list of them") {
    const auto found = find_handler(manifest({handler("orders"), handler("items")}), "", kPlace);

    CHECK(code(found) == ExitCode::configuration);
    CHECK(contains(refusal(found), "the plugin `shop` has 2 handlers"));
    CHECK(contains(refusal(found), "`orders`, `items`"));
  }

  TEST_CASE("an unknown name is refused with its place, the nearest one and all") {
    const auto found = find_handler(manifest({handler("orders"), handler("items")}), "order", kPlace);

    REQUIRE_FALSE(found.has_value());
    CHECK(found.error().front().place.to_string() == "routes.yaml:12:5");
    CHECK(contains(refusal(found), "the plugin `shop` has no handler `order`"));
    CHECK(contains(refusal(found), "did you mean `orders`? It has `orders`, `items`"));
  }

  TEST_CASE("the same of a loaded library") {
    const auto library = PluginLibrary::load("good.so", SIDING_FIXTURES);
    REQUIRE(library.has_value());

    const auto quick = find_handler(**library, "quick");

    REQUIRE(quick.has_value());
    CHECK(*quick == &(*library)->handlers()[1]);
    CHECK(contains(refusal(find_handler(**library, "quik")), "did you mean `quick`?"));
  }
}

TEST_SUITE("mode of a route") {
  TEST_CASE("is the handler's own when the route names none") {
    CHECK(*resolve_mode(handler("a", Mode::offload, kOffload), std::nullopt) == Mode::offload);
  }

  TEST_CASE("may be safer: any handler as sync, an async one as offload") {
    CHECK(*resolve_mode(handler("a", Mode::async, kAsync), Mode::sync) == Mode::sync);
    CHECK(*resolve_mode(handler("a", Mode::offload, kOffload), Mode::sync) == Mode::sync);
    CHECK(*resolve_mode(handler("a", Mode::async, kAsync), Mode::offload) == Mode::offload);
  }

  TEST_CASE("of a sync handler is never async or offload") {
    for (const Mode mode : {Mode::async, Mode::offload}) {
      const auto resolved = resolve_mode(handler("report"), mode, kPlace);

      REQUIRE_FALSE(resolved.has_value());
      CHECK(code(resolved) == ExitCode::configuration);
      CHECK(resolved.error().front().place.to_string() == "routes.yaml:12:5");
      CHECK(contains(refusal(resolved), "the handler `report` can't run as `" + std::string{to_string(mode)}));
      CHECK(contains(refusal(resolved), "use `mode: sync`"));
    }
  }

  TEST_CASE("of a handler that offloads is not async") {
    const auto resolved = resolve_mode(handler("mixed", Mode::offload, kOffload), Mode::async);

    CHECK(contains(refusal(resolved), "can't run as `async`: it offloads"));
    CHECK(contains(refusal(resolved), "use `mode: sync` or `mode: offload`"));
  }

  TEST_CASE("content in pieces is for handlers that declare it") {
    CHECK(check_streams("orders", SIDING_HANDLER_STREAMS_BODY, kPlace).empty());
    const Mistakes mistakes = check_streams("orders", 0, kPlace);
    REQUIRE(mistakes.size() == 1);
    CHECK(
        to_string(mistakes.front()).starts_with("routes.yaml:12:5: the handler `orders` does not take `body: stream`"));
  }
}

}  // namespace
}  // namespace siding::plugin
