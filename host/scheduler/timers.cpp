#include "scheduler/timers.hpp"

#include <utility>

namespace siding::scheduler {

void Timers::arm(Timer& timer, Clock::time_point at) {
  if (!timer.armed()) {
    timer.at_ = at;
    heap_.push_back(&timer);
    timer.index_ = heap_.size() - 1;
    return sift_up(timer.index_);
  }
  const bool earlier = at < timer.at_;
  timer.at_ = at;
  earlier ? sift_up(timer.index_) : sift_down(timer.index_);
}

void Timers::disarm(Timer& timer) {
  if (!timer.armed()) return;
  const std::size_t index = std::exchange(timer.index_, Timer::kNone);
  Timer* const last = heap_.back();
  heap_.pop_back();
  if (last == &timer) return;
  place(index, *last);
  sift_up(index);
  sift_down(last->index_);
}

void Timers::expire(Clock::time_point now) {
  while (!heap_.empty() && heap_.front()->at_ <= now) {
    Timer& timer = *heap_.front();
    disarm(timer);
    timer.expired();
  }
}

void Timers::place(std::size_t index, Timer& timer) {
  heap_[index] = &timer;
  timer.index_ = index;
}

void Timers::sift_up(std::size_t index) {
  Timer& timer = *heap_[index];
  while (index > 0) {
    const std::size_t parent = (index - 1) / 2;
    if (heap_[parent]->at_ <= timer.at_) break;
    place(index, *heap_[parent]);
    index = parent;
  }
  place(index, timer);
}

void Timers::sift_down(std::size_t index) {
  Timer& timer = *heap_[index];
  for (;;) {
    std::size_t child = 2 * index + 1;
    if (child >= heap_.size()) break;
    if (child + 1 < heap_.size() && heap_[child + 1]->at_ < heap_[child]->at_) ++child;
    if (timer.at_ <= heap_[child]->at_) break;
    place(index, *heap_[child]);
    index = child;
  }
  place(index, timer);
}

}  // namespace siding::scheduler
