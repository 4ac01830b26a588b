#include "dispatch/plugin_host.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "dispatch/extensions.hpp"

namespace siding::dispatch {

PluginHost::PluginHost(std::string name, const HostParts& parts)
    : siding_host{}, name_(std::move(name)), parts_(parts), logger_(child_logger(*parts.logger, "plugin." + name_)) {
  static constexpr std::string_view kVersion = SIDING_VERSION;
  size = sizeof(siding_host);
  abi_minor = SIDING_ABI_MINOR;
  version = {kVersion.data(), kVersion.size()};
  get_extension = [](const siding_host*, siding_str wanted) { return find_extension({wanted.data, wanted.size}); };
}

PluginHost::~PluginHost() = default;

BackgroundScope* PluginHost::open_scope(std::string_view name) {
  scheduler::EventLoop& home = *parts_.loops[next_loop_.fetch_add(1, std::memory_order_relaxed) % parts_.loops.size()];
  auto scope = std::make_unique<BackgroundScope>(*this, std::string(name), home, *parts_.pool);
  const std::lock_guard lock(mutex_);
  if (draining_) return nullptr;
  return scopes_.emplace_back(std::move(scope)).get();
}

void PluginHost::drain() {
  const std::lock_guard lock(mutex_);
  draining_ = true;
  for (const auto& scope : scopes_) scope->cancel(SIDING_E_DRAINING);
}

bool PluginHost::quiet() const {
  const std::lock_guard lock(mutex_);
  return std::all_of(scopes_.begin(), scopes_.end(), [](const auto& scope) { return scope->quiet(); });
}

void PluginHost::scope_ended(BackgroundScope& scope) {
  std::unique_ptr<BackgroundScope> last;  // destroyed outside of the lock
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(scopes_.begin(), scopes_.end(), [&](const auto& one) { return one.get() == &scope; });
  if (found == scopes_.end()) return;
  last = std::move(*found);
  scopes_.erase(found);
}

}  // namespace siding::dispatch
