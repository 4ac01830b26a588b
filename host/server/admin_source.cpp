#include "server/admin_source.hpp"

#include <utility>

#include "config/effective.hpp"
#include "server/server.hpp"

namespace siding::server {

namespace {

std::vector<admin::Setting> settings_of(const config::Configuration& configuration) {
  std::vector<admin::Setting> settings;
  for (auto& value : config::effective(configuration)) {
    settings.push_back({std::move(value.key), std::move(value.value), std::move(value.source)});
  }
  return settings;
}

}  // namespace

AdminSource::AdminSource(const Server& server, const config::Configuration& configuration)
    : server_(server), settings_(settings_of(configuration)) {}

void AdminSource::serving(std::vector<admin::PluginView> plugins, std::vector<std::string> addresses) {
  plugins_ = std::move(plugins);
  addresses_ = std::move(addresses);
  stage_.store(admin::Stage::serving, std::memory_order_release);
}

dispatch::Snapshot AdminSource::snapshot() const {
  return started() ? server_.snapshot() : dispatch::Snapshot{};
}

std::vector<dispatch::StallRecord> AdminSource::stalls() const {
  return server_.stalls();
}

std::vector<admin::PluginView> AdminSource::plugins() const {
  return started() ? plugins_ : std::vector<admin::PluginView>{};
}

std::vector<std::string> AdminSource::addresses() const {
  return started() ? addresses_ : std::vector<std::string>{};
}

}  // namespace siding::server
