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
                                                                 const PluginOptions& options, const siding_host& host);
  ~PluginInstance();  // shuts down, unless that was done
  PluginInstance(const PluginInstance&) = delete;
  PluginInstance& operator=(const PluginInstance&) = delete;

  const PluginLibrary& library() const { return *library_; }
  void* handle() const { return handle_; }  // the plugin's own instance pointer

  // What route_new made of the settings; nullptr when the handler has none. Settings
  // of a handler without route_new are a mistake. `settings` outlive the route.
  Result<void*, Mistakes> make_route(const siding_handler& handler, const Value& settings) const;
  void free_route(const siding_handler& handler, void* route) const;

  // When no callback runs and none can follow. A second call does nothing.
  void shutdown() noexcept;

 private:
  struct Init;

  PluginInstance(std::unique_ptr<PluginLibrary> library, PluginOptions options);
  std::string title() const;  // for sentences: "plugin `article` (/srv/plugins/article.so)"
  Mistake mistake(const Place& place, const std::string& clause, std::string fix) const;

  std::unique_ptr<PluginLibrary> library_;
  PluginOptions options_;  // owns the config that the plugin may keep views of
  void* handle_ = nullptr;
  bool running_ = false;  // init has succeeded, shutdown was not called yet
};

// The table behind "siding.config/1"; a siding_value is a siding::Value.
const siding_config_v1& config_extension();
const siding_value* as_siding_value(const Value& value);  // NULL for a null value

}  // namespace siding::plugin
