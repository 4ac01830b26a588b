// steps.hpp - what loops and pools run, made of functions.
#pragma once

#include <functional>
#include <utility>

#include "scheduler/call.hpp"
#include "scheduler/event_loop.hpp"
#include "scheduler/job.hpp"
#include "scheduler/timers.hpp"

namespace siding::scheduler {
class Conduct;
}

namespace siding::test {

using Function = std::function<void()>;

struct Step final : scheduler::Call {
  explicit Step(Function f) : function(std::move(f)) {}
  void run() noexcept override { function(); }
  Function function;
};

// `inside` is the plugin's code, `after` follows on the driver.
struct PluginStep final : scheduler::PluginCall {
  explicit PluginStep(
      Function in, Function out = [] {})
      : inside(std::move(in)), after(std::move(out)) {}
  void enter() noexcept override { inside(); }
  void run() noexcept override { after(); }
  scheduler::Conduct* conduct() noexcept { return nullptr; }  // nobody's behaviour
  void reroute() noexcept {}
  Function inside;
  Function after;
};

struct Work final : scheduler::Job {
  explicit Work(Function f, scheduler::Lane* l = nullptr) : function(std::move(f)), its_lane(l) {}
  void work() noexcept override { function(); }
  void dropped(Errc why) noexcept override { on_dropped(why); }
  bool wanted() noexcept override { return is_wanted(); }
  scheduler::Lane* lane() noexcept override { return its_lane; }
  bool continues() noexcept override { return does_continue; }
  Function function;
  std::function<void(Errc)> on_dropped = [](Errc) {};
  std::function<bool()> is_wanted = [] { return true; };
  scheduler::Lane* its_lane;
  bool does_continue = false;
};

struct Alarm final : scheduler::Timer {
  explicit Alarm(Function f) : function(std::move(f)) {}
  void expired() noexcept override { function(); }
  Function function;
};

struct Output final : scheduler::Flusher {
  explicit Output(Function f) : function(std::move(f)) {}
  void flush() noexcept override { function(); }
  Function function;
};

}  // namespace siding::test
