#include "dispatch/loop_figures.hpp"

namespace siding::dispatch {

namespace {

constexpr std::size_t kFinished = 256;

}  // namespace

LoopFigures::LoopFigures(std::size_t routes) : places_(routes + 1) {
  finished_.reserve(kFinished);
  timed_.reserve(kFinished);
}

LoopFigures::~LoopFigures() {
  for (const auto& place : places_) delete place.load(std::memory_order_relaxed);
}

RouteFigures& LoopFigures::of(std::size_t route) {
  auto& place = places_[place_of(route)];
  RouteFigures* figures = place.load(std::memory_order_relaxed);
  if (!figures) {
    figures = new RouteFigures;
    place.store(figures, std::memory_order_release);
  }
  return *figures;
}

void LoopFigures::finished(RouteFigures& figures, std::string_view method, unsigned status,
                           scheduler::Clock::time_point head, const RequestTimes* times) {
  if (finished_.size() == kFinished) cycle_ended(scheduler::Clock::now());
  finished_.push_back({&figures.answers(method, status), head});
  if (times && times->exact()) timed_.push_back({&figures, times->read()});
}

void LoopFigures::cycle_ended(scheduler::Clock::time_point at) noexcept {
  for (const Finished& finished : finished_) finished.answers->record(at - finished.head);
  for (const Timed& timed : timed_) timed.figures->record(timed.marks, at);
  finished_.clear();
  timed_.clear();
}

RouteCounts LoopFigures::read(std::size_t route) const {
  const RouteFigures* const figures = places_[place_of(route)].load(std::memory_order_acquire);
  return figures ? figures->read() : RouteCounts{};
}

}  // namespace siding::dispatch
