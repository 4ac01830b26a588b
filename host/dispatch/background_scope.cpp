#include "dispatch/background_scope.hpp"

#include <utility>

#include "base/crash_page.hpp"
#include "dispatch/plugin_host.hpp"

namespace siding::dispatch {

BackgroundScope::BackgroundScope(PluginHost& plugin, std::string name, scheduler::EventLoop& home,
                                 scheduler::WorkerPool& pool)
    : Scope(home), plugin_(plugin), name_(std::move(name)) {
  reset(pool, false);
  skip_first_callback();
  set_whereabouts(CrashPage::place(CrashPage::kBackground, 0, plugin.index));
}

void BackgroundScope::close() {
  cancel(SIDING_E_CANCELLED);
  conclude();
}

scheduler::Conduct* BackgroundScope::conduct() noexcept {
  return &plugin_.background_conduct();
}

void BackgroundScope::callback_threw(const char* what) noexcept {
  plugin_.logger().error("background work `{}` of plugin {} threw: {}", name_, plugin_.name(), what);
}

void BackgroundScope::attended(Phase phase) noexcept {
  if (phase == Phase::concluded) release();
  if (finished()) plugin_.scope_ended(*this);
}

}  // namespace siding::dispatch
