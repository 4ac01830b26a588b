// scope.hpp - background work of a plugin: tasks that belong to no request.
//
//   siding::scope background_{"refresh"};   // the last member of the plugin: its tasks use the others
//   background_.spawn(refresh_every_minute());
//
// Owner:   the plugin's instance. Tasks of one scope take turns on one of the
//          host's loops; what they offload goes to the default pool. All of them
//          are cancelled (draining) when the host stops.
// Threads: spawn() on any.
#pragma once

#include <coroutine>
#include <cstdint>
#include <exception>
#include <optional>
#include <string_view>
#include <utility>

#include <siding/abi.h>
#include <siding/context.hpp>
#include <siding/log.hpp>
#include <siding/task.hpp>

namespace siding {

namespace detail {

// One spawned task: deletes itself at the end.
class spawned final : private siding_op, private watcher, public recycled {
 public:
  spawned(const runtime& rt, siding_scope* scope, task<void>&& work) noexcept
      : siding_op{sizeof(siding_op), 0, &on_posted, nullptr, {}}, work_{std::move(work)} {
    line_.rt = &rt;
    line_.scope = scope;
  }

  std::int32_t post() noexcept { return line_.core().post(line_.scope, this); }

 private:
  static void on_posted(siding_op* op, std::int32_t result) noexcept {
    auto& self = static_cast<spawned&>(*op);
    const context_guard guard{self.line_.rt, self.line_.scope};
    if (result == SIDING_OK) {
      task_access::start(self.work_, self.line_, self);
    } else {
      delete &self;  // the scope was closed before it began
    }
  }

  std::coroutine_handle<> finished() noexcept override {
    try {
      task_access::take(work_);
    } catch (const cancelled&) {  // as it should
    } catch (const std::exception& failure) {
      log::error("background task ended by an exception: ", failure.what());
    } catch (...) {
      log::error("background task ended by an exception that is no std::exception");
    }
    delete this;
    return std::noop_coroutine();
  }

  task<void> work_;
  branch line_;
};

}  // namespace detail

class scope {
 public:
  // The name shows in the log. Throws cancelled when the host is stopping; error outside of a plugin.
  explicit scope(std::string_view name) : rt_{detail::current_context().rt} {
    if (!rt_) throw error{SIDING_E_INVALID, "a siding::scope can be opened by a plugin's instance only"};
    detail::throw_if_failed(rt_->core->scope_open(rt_->host, detail::to_abi(name), &scope_), "scope");
  }
  scope(const scope&) = delete;
  scope& operator=(const scope&) = delete;
  ~scope() { rt_->core->scope_close(scope_); }

  // Starts the task soon, never inside this call. Its exceptions go to the log. Throws
  // cancelled when the host is stopping.
  void spawn(task<void> work) {
    if (detail::task_access::empty(work)) throw error{SIDING_E_INVALID, "an empty siding::task was spawned"};
    auto* const root = new detail::spawned{*rt_, scope_, std::move(work)};
    const std::int32_t refused = root->post();
    if (refused < 0) {
      delete root;
      detail::throw_code(refused, "spawn");
    }
  }

  // Why its tasks are to end; empty while they are not.
  std::optional<stop_reason> stopped() const noexcept {
    const std::int32_t why = rt_->core->cancelled(scope_);
    return why < 0 ? std::optional{static_cast<stop_reason>(why)} : std::nullopt;
  }

 private:
  const detail::runtime* rt_;
  siding_scope* scope_ = nullptr;
};

}  // namespace siding
