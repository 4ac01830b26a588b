// background_scope.hpp - a scope that belongs to no request.
//
// Owner:   PluginHost. Lives until the plugin has closed it and its ops are done.
#pragma once

#include <string>

#include "dispatch/scope.hpp"

namespace siding::dispatch {

class PluginHost;

class BackgroundScope final : public Scope {
 public:
  BackgroundScope(PluginHost& plugin, std::string name, scheduler::EventLoop& home, scheduler::WorkerPool& pool);

  const std::string& name() const { return name_; }
  void close();  // from any thread; pending ops are done with SIDING_E_CANCELLED
  scheduler::Lane* lane() noexcept override { return nullptr; }
  scheduler::Conduct* conduct() noexcept override;

 private:
  void first_callback() override {}
  bool first_wanted() noexcept override { return true; }
  void first_dropped(Errc) noexcept override {}
  void callback_threw(const char* what) noexcept override;
  bool may_offload() noexcept override { return true; }
  void attended(Phase phase) noexcept override;
  scheduler::Clock::time_point own_deadline() noexcept override { return scheduler::Clock::time_point::max(); }
  void own_deadline_passed() noexcept override {}

  PluginHost& plugin_;
  const std::string name_;
};

}  // namespace siding::dispatch
