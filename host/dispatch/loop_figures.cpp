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

void LoopFigures::finished(RouteFigures& figures, const http::Method& method, unsigned status,
                           scheduler::Clock::time_point head, const RequestTimes* times) {
  DurationHistogram& answers = figures.answers(method, status);
  if (!finished_.empty() && finished_.back().answers == &answers && finished_.back().head == head) {
    ++finished_.back().requests;
  } else {
    finished_.push_back({&answers, head});
  }
  if (times && times->exact()) timed_.push_back({&figures, times->read()});
  if (finished_.size() == kFinished || timed_.size() == kFinished) cycle_ended(scheduler::Clock::now());
}

void LoopFigures::cycle_ended(scheduler::Clock::time_point at) noexcept {
  for (const Finished& finished : finished_) finished.answers->record(at - finished.head, finished.requests);
  for (const Timed& timed : timed_) timed.figures->record(timed.marks, at);
  finished_.clear();
  timed_.clear();
}

RouteCounts LoopFigures::read(std::size_t route) const {
  const RouteFigures* const figures = places_[place_of(route)].load(std::memory_order_acquire);
  return figures ? figures->read() : RouteCounts{};
}

}  // namespace siding::dispatch
