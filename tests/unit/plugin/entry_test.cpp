#include "plugin/entry.hpp"

#include <array>
#include <cstddef>
#include <cstring>

#include <doctest/doctest.h>

#include "fixture.hpp"

namespace siding::plugin {
namespace {

siding_str text(std::string_view view) {
  return {view.data(), view.size()};
}

std::int32_t init(const siding_host*, const siding_value*, void**, siding_error*) {
  return SIDING_OK;
}
void start(void*, void*, siding_request*) {}

siding_handler handler(std::string_view name) {
  siding_handler made{};
  made.size = sizeof made;
  made.kind = SIDING_KIND_HTTP;
  made.modes = made.mode = SIDING_MODE_SYNC;
  made.name = text(name);
  made.start = start;
  return made;
}

// A plugin of handlers `a` and `b` that is right until a test changes it.
struct Plugin {
  std::array<siding_handler, 2> handlers{handler("a"), handler("b")};
  siding_entry entry{sizeof(siding_entry),   SIDING_MAGIC,    1,    1,       text("test"), 2,
                     sizeof(siding_handler), handlers.data(), init, nullptr, nullptr};
  Manifest manifest = declared();

  Plugin() = default;
  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;

  static Manifest declared() {
    Manifest manifest;
    manifest.abi_minor = manifest.min_host_minor = 1;
    for (const char* const name : {"a", "b"})
      manifest.handlers.push_back(
          {.name = name, .kind = 1, .mode = Mode::sync, .modes = 1, .flags = 0, .metadata = "{}"});
    return manifest;
  }

  auto read() const { return read_entry(entry, manifest, "a.so"); }
};

TEST_SUITE("entry") {
  TEST_CASE("gives handlers in the manifest's order") {
    Plugin plugin;
    std::swap(plugin.handlers[0], plugin.handlers[1]);

    const auto entry = plugin.read();

    REQUIRE_MESSAGE(entry.has_value(), refusal(entry));
    CHECK(entry->handlers[0].name.data[0] == 'a');
  }

  TEST_CASE("treats what lies beyond a struct's size as absent") {
    Plugin plugin;
    plugin.entry.size = offsetof(siding_entry, get_extension);
    plugin.entry.shutdown = [](void*) {};

    const auto entry = plugin.read();

    REQUIRE_MESSAGE(entry.has_value(), refusal(entry));
    CHECK((entry->table.shutdown == nullptr));  // doctest can't print functions
  }

  TEST_CASE("steps over handlers by their stride, and ignores members of a later minor") {
    struct Later {
      siding_handler handler;
      std::uint64_t added;
    };
    std::array<Later, 2> later{Later{handler("a"), ~0ull}, Later{handler("b"), ~0ull}};
    for (Later& one : later) one.handler.size = sizeof(Later);
    Plugin plugin;
    plugin.entry.handlers = &later[0].handler;
    plugin.entry.handler_stride = sizeof(Later);

    const auto entry = plugin.read();

    REQUIRE_MESSAGE(entry.has_value(), refusal(entry));
    CHECK(entry->handlers[1].name.data[0] == 'b');
  }

  TEST_CASE("refuses a stride that is too small, or not aligned") {
    Plugin plugin;
    plugin.entry.handler_stride = 8;
    CHECK(contains(refusal(plugin.read()), "has handlers 8 bytes apart"));
    plugin.entry.handler_stride = sizeof(siding_handler) + 4;
    CHECK(contains(refusal(plugin.read()), "bytes apart"));
  }

  TEST_CASE("refuses an entry without init, without handlers, and a handler without start") {
    Plugin plugin;
    plugin.handlers[1].start = nullptr;
    CHECK(contains(refusal(plugin.read()), "has a handler `b` that is too small or has no `start`"));
    plugin.entry.handler_count = 0;
    CHECK(contains(refusal(plugin.read()), "without handlers"));
    plugin.entry.init = nullptr;
    CHECK(contains(refusal(plugin.read()), "without `init`"));
  }

  TEST_CASE("refuses an entry of another minor than the manifest's") {
    Plugin plugin;
    plugin.entry.min_host_minor = 0;
    CHECK(contains(refusal(plugin.read()), "contradicts its own manifest: the entry is of ABI minor 1 and needs 0"));
  }

  TEST_CASE("refuses a handler that differs from the manifest's") {
    const auto differs = [](auto change) {
      Plugin plugin;
      change(plugin.handlers[0]);
      return refusal(plugin.read());
    };
    CHECK(contains(differs([](auto& h) { h.kind = 2; }), "handler `a` is of another kind"));
    CHECK(contains(differs([](auto& h) { h.modes |= SIDING_MODE_ASYNC; }), "handler `a` supports other modes"));
    CHECK(contains(differs([](auto& h) { h.mode = SIDING_MODE_ASYNC; }), "handler `a` has another mode"));
    CHECK(contains(differs([](auto& h) { h.flags = 1; }), "handler `a` has other flags"));
    CHECK(contains(differs([](auto& h) { h.name = text("c"); }), "the entry has a handler `c`"));
    CHECK(contains(differs([](auto& h) { h.name = text("b"); }), "the manifest has a handler `a`, the entry has not"));
  }
}

}  // namespace
}  // namespace siding::plugin
