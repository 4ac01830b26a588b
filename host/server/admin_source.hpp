// admin_source.hpp - the server as the admin listener sees it.
//
// Owner:   Server. Threads: any.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "admin/source.hpp"
#include "config/configuration.hpp"

namespace siding::server {

class Server;

class AdminSource final : public admin::Source {
 public:
  AdminSource(const Server& server, const config::Configuration& configuration);

  // From then on the server shows itself. Its plugins don't change any more.
  void serving(std::vector<admin::PluginView> plugins, std::vector<std::string> addresses);
  void draining() { stage_.store(admin::Stage::draining, std::memory_order_release); }

  admin::Stage stage() const override { return stage_.load(std::memory_order_acquire); }
  dispatch::Snapshot snapshot() const override;
  std::vector<dispatch::StallRecord> stalls() const override;
  std::vector<admin::PluginView> plugins() const override;
  std::vector<admin::Setting> settings() const override { return settings_; }
  std::vector<std::string> addresses() const override;

 private:
  bool started() const { return stage() != admin::Stage::starting; }

  const Server& server_;
  const std::vector<admin::Setting> settings_;
  std::vector<admin::PluginView> plugins_;  // written before stage_
  std::vector<std::string> addresses_;      // the same
  std::atomic<admin::Stage> stage_{admin::Stage::starting};
};

}  // namespace siding::server
