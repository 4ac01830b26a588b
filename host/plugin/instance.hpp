// instance.hpp - one running plugin: a library whose init has succeeded.
//
// Owner:   Server. Destroyed last but never unloaded.
// Threads: start() runs init on a thread of its own, so that a hanging one is
//          reported; everything else on the main thread.
#pragma once

#include <memory>
#include <string>

#include <siding/abi.h>

#include "base/mistake.hpp"
#include "base/result.hpp"
#include "plugin/library.hpp"
#include "plugin/options.hpp"

namespace siding::plugin {

class PluginInstance {
 public:
  // `host` outlives the instance. Fails with a sentence when init fails, throws
  // or does not return within options.init_timeout.
  static Result<std::unique_ptr<PluginInstance>, Mistakes> start(std::unique_ptr<PluginLibrary> library,
                                                                 const PluginOptions& options,
                                                                 const siding_host& host);
  ~PluginInstance();
  PluginInstance(const PluginInstance&) = delete;
  PluginInstance& operator=(const PluginInstance&) = delete;

  const PluginLibrary& library() const { return *library_; }
  void* handle() const { return handle_; }  // the plugin's own instance pointer

  // What route_new made of the settings; nullptr when the handler has none.
  Result<void*, Mistakes> make_route(const siding_handler& handler, const Value& settings) const;
  void free_route(const siding_handler& handler, void* route) const;

  // Once, when no callback runs and none can follow.
  void shutdown();

 private:
  PluginInstance(std::unique_ptr<PluginLibrary> library, PluginOptions options);

  std::unique_ptr<PluginLibrary> library_;
  PluginOptions options_;  // owns the config that the plugin may keep views of
  void* handle_ = nullptr;
};

// The table behind "siding.config/1"; a siding_value is a siding::Value.
const siding_config_v1& config_extension();
const siding_value* as_siding_value(const Value& value);  // NULL for a null value

}  // namespace siding::plugin
