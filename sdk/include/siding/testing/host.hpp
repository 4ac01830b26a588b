// host.hpp - the host of a unit test.
//
// Owner:   the test; it outlives the plugin's instance. One at a time per process
//          for plugins that open a siding::scope.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <siding/abi.h>
#include <siding/config.hpp>
#include <siding/context.hpp>
#include <siding/entry.hpp>
#include <siding/testing/answer.hpp>
#include <siding/testing/engine.hpp>
#include <siding/testing/request.hpp>
#include <siding/testing/request_state.hpp>
#include <siding/testing/value.hpp>

namespace siding::testing {

class host;

// A line that the plugin has logged.
struct log_line {
  std::uint32_t level;  // SIDING_LOG_
  std::string scope;    // the request's id, the background scope's name, or empty
  std::string text;
};

// A request that was started. Ends with its host.
class pending {
 public:
  pending(detail::engine& engine, detail::request_state& state) : engine_{&engine}, state_{&state} {}

  bool answered() const {
    return engine_->locked([this] { return state_->out.has_value(); });
  }
  // Runs the host until it is answered. Throws stuck.
  answer wait() const {
    engine_->drive([this] { return state_->out.has_value(); });
    return *state_->out;
  }
  // What a streamed response has written so far.
  std::string written() const {
    return engine_->locked([this] { return state_->begun ? state_->begun->body : std::string{}; });
  }
  // Runs the host until it has written that. Throws stuck.
  void wait_written(std::string_view text) const {
    engine_->drive([&] { return state_->begun && state_->begun->body.find(text) != std::string::npos; });
  }
  // As the host does when the client leaves, the timeout passes or it stops.
  void cancel(stop_reason why = stop_reason::gone) const {
    engine_->cancel(state_->scope, static_cast<std::int32_t>(why));
  }

 private:
  detail::engine* engine_;
  detail::request_state* state_;
};

class host : private siding_host {
 public:
  explicit host(options chosen = options{}) : engine_{chosen} {
    static_cast<siding_host&>(*this) = {sizeof(siding_host), SIDING_ABI_MINOR, siding::detail::to_abi("test"),
                                        &extension};
    runtime_ = siding::detail::connect(*this);
    siding::detail::library_runtime.store(&runtime_, std::memory_order_release);
  }
  host(const host&) = delete;
  host& operator=(const host&) = delete;
  ~host() {
    drain();
    const siding::detail::runtime* mine = &runtime_;
    siding::detail::library_runtime.compare_exchange_strong(mine, nullptr);
  }

  // What a plugin's constructor is given. Lives as long as the host.
  siding::config config(value from) {
    const value& kept = values_.emplace_back(std::move(from));
    return {runtime_.config, kept.abi()};
  }

  // Starts a handler, in the mode of the request (offload unless it says otherwise). The plugin
  // outlives it. settings: for handlers that take some. Throws std::runtime_error when refused.
  template <auto F, class Plugin>
  pending start(Plugin& plugin, request what, value settings = {});

  // The same up to its answer. Throws stuck when none comes.
  template <auto F, class Plugin>
  answer call(Plugin& plugin, request what, value settings = {}) {
    return start<F>(plugin, std::move(what), std::move(settings)).wait();
  }

  // Starts a handler by its entry, as the real host does.
  pending start(const siding_handler& handler, void* instance, void* route, request what);

  // Runs what can run; sleeps and what waits for another thread stay.
  void settle() { engine_.settle(); }
  // Cancels everything, as a host that stops, and runs it to its end.
  void drain();

  // Everything logged so far.
  std::vector<log_line> log() {
    return engine_.locked([this] { return log_; });
  }
  void set_log_level(std::uint32_t level) {
    engine_.locked([&] { log_level_ = level; });
  }
  // More offloaded calls than that are refused as SIDING_E_OVERLOADED.
  void limit_offloads(std::size_t most) { engine_.limit_jobs(most); }

  const siding_host& abi() const { return *this; }

 private:
  friend struct core_functions;
  struct core_functions;

  static const void* extension(const siding_host* self, siding_str name);
  static host& of(const siding_host* self) { return const_cast<host&>(static_cast<const host&>(*self)); }

  siding::detail::runtime runtime_;
  std::deque<value> values_;
  std::vector<log_line> log_;  // guarded by the engine's lock, as are the next three
  std::uint32_t log_level_ = SIDING_LOG_TRACE;
  std::deque<std::unique_ptr<detail::request_state>> requests_;
  std::deque<std::unique_ptr<detail::scope_state>> scopes_;
  std::deque<std::shared_ptr<void>> kept_;  // bindings and routes of the requests
  detail::engine engine_;                   // last: its threads use the others
};

}  // namespace siding::testing

#include <siding/testing/host_functions.hpp>
