// plugin_host.hpp - the host as one plugin sees it: its siding_host.
//
// Owner:   Server, one per plugin, before the plugin's instance and after it.
// Threads: any.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <siding/abi.h>

#include "base/log.hpp"
#include "dispatch/background_scope.hpp"
#include "scheduler/conduct.hpp"
#include "scheduler/event_loop.hpp"
#include "scheduler/worker_pool.hpp"

namespace siding::dispatch {

// What plugins use of the host; outlives every PluginHost.
struct HostParts {
  std::vector<scheduler::EventLoop*> loops;
  scheduler::WorkerPool* pool = nullptr;  // for the offloads of background work
  Logger* logger = nullptr;
};

// How the background work of one plugin behaves on the loops.
class BackgroundConduct final : public scheduler::Conduct {
 public:
  BackgroundConduct(std::string plugin, scheduler::ConductGroup& group) : Conduct(group), plugin_(std::move(plugin)) {}
  std::string describe() const override { return "background work of plugin " + plugin_; }
  std::string fix() const override { return "move the blocking call into offload()"; }

 private:
  const std::string plugin_;
};

class PluginHost : public siding_host {
 public:
  PluginHost(std::string name, const HostParts& parts);
  ~PluginHost();
  PluginHost(const PluginHost&) = delete;
  PluginHost& operator=(const PluginHost&) = delete;

  const std::string& name() const { return name_; }
  std::uint32_t index = 0;                     // among the plugins, in the order of the file
  Logger& logger() const { return *logger_; }  // "plugin.NAME"

  scheduler::ConductGroup& conduct_group() { return conduct_group_; }
  scheduler::Conduct& background_conduct() { return background_conduct_; }

  // Scopes for background work. Refused (null) once draining.
  BackgroundScope* open_scope(std::string_view name);
  // Cancels all of them with SIDING_E_DRAINING and opens no more.
  void drain();
  // No background work runs or waits for anything.
  bool quiet() const;

 private:
  friend class BackgroundScope;
  void scope_ended(BackgroundScope& scope);

  const std::string name_;
  const HostParts& parts_;
  std::shared_ptr<Logger> logger_;
  scheduler::ConductGroup conduct_group_;
  BackgroundConduct background_conduct_{name_, conduct_group_};
  std::atomic<unsigned> next_loop_{0};

  mutable std::mutex mutex_;  // guards all below
  std::vector<std::unique_ptr<BackgroundScope>> scopes_;
  bool draining_ = false;
};

}  // namespace siding::dispatch
