// loop_figures.hpp - what the requests of one loop came to, route by route.
//
// A request is written down when its cycle has ended: then its last byte has left,
// and one clock read serves all requests of the cycle.
// Owner:   LoopDispatcher. Threads: the driver's; read() any.
// Bounds:  256 requests that differ until they are written down; an idle route costs a pointer.
#pragma once

#include <atomic>
#include <memory>
#include <string_view>
#include <vector>

#include "dispatch/route_figures.hpp"
#include "scheduler/event_loop.hpp"

namespace siding::dispatch {

class LoopFigures final : public scheduler::CycleObserver {
 public:
  explicit LoopFigures(std::size_t routes);
  ~LoopFigures();

  // `route` is its index; kNoRoute: no route has answered.
  static constexpr std::size_t kNoRoute = static_cast<std::size_t>(-1);
  RouteFigures& of(std::size_t route);
  // It is over: its last byte is with the kernel, or nobody waits for it. `times`: null when no plugin had it.
  void finished(RouteFigures& figures, const http::Method& method, unsigned status, scheduler::Clock::time_point head,
                const RequestTimes* times);

  void cycle_ended(scheduler::Clock::time_point at) noexcept override;

  RouteCounts read(std::size_t route) const;

 private:
  // Answered alike, and begun in the same cycle: usually most of those that end in one.
  struct Finished {
    DurationHistogram* answers = nullptr;
    scheduler::Clock::time_point head{};
    std::uint64_t requests = 1;
  };
  struct Timed {
    RouteFigures* figures = nullptr;
    Marks marks;
  };
  std::size_t place_of(std::size_t route) const { return route < places_.size() - 1 ? route : places_.size() - 1; }

  std::vector<std::atomic<RouteFigures*>> places_;  // the last is for kNoRoute
  std::vector<Finished> finished_;
  std::vector<Timed> timed_;  // those of them whose times are exact
};

}  // namespace siding::dispatch
