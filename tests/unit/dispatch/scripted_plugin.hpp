// scripted_plugin.hpp - a plugin whose handler runs a function of the test.
//
// No library is loaded: the tables that a plugin exports stand here. A route's
// settings hold the address of its script, which is how start() finds it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <siding/abi.h>

#include "base/value.hpp"
#include "plugin/instance.hpp"
#include "plugin/library.hpp"

namespace siding::test {

using Script = std::function<void(siding_request*)>;

inline Value settings_of(Script& script) {
  return Value(static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(&script)), {});
}

// Settings that were made and not freed yet.
inline int& settings_alive() {
  static int count = 0;
  return count;
}

class ScriptedLibrary final : public plugin::PluginLibrary {
 public:
  ScriptedLibrary() {
    file_ = "/scripted.so";
    add("scripted", SIDING_MODE_SYNC | SIDING_MODE_ASYNC | SIDING_MODE_OFFLOAD);
    add("blocking", SIDING_MODE_SYNC);
    manifest_.name = "scripted";
    entry_.init = [](const siding_host*, const siding_value*, void**, siding_error*) -> std::int32_t {
      return SIDING_OK;
    };
  }

 private:
  void add(std::string_view name, std::uint32_t modes) {
    siding_handler handler{};
    handler.size = sizeof handler;
    handler.kind = SIDING_KIND_HTTP;
    handler.modes = modes;
    handler.mode = SIDING_MODE_SYNC;
    handler.flags = SIDING_HANDLER_STREAMS_BODY;
    handler.name = {name.data(), name.size()};
    handler.route_new = [](void*, const siding_value* settings, void** route, siding_error* error) -> std::int32_t {
      std::int64_t address = 0;
      if (plugin::config_extension().as_int(settings, &address) == SIDING_OK) {
        ++settings_alive();
        *route = reinterpret_cast<void*>(static_cast<std::intptr_t>(address));
        return SIDING_OK;
      }
      error->length = 9;
      std::string_view("no script").copy(error->text, error->length);
      return SIDING_E_INVALID;
    };
    handler.route_free = [](void*, void*) { --settings_alive(); };
    handler.start = [](void*, void* route, siding_request* request) { (*static_cast<Script*>(route))(request); };
    handlers_.push_back(handler);
    manifest_.handlers.push_back(
        {std::string(name), SIDING_KIND_HTTP, Mode::sync, modes, SIDING_HANDLER_STREAMS_BODY, {}});
  }
};

}  // namespace siding::test
