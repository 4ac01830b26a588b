#include "scheduler/event_loop.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "scheduler/ring.hpp"
#include "scheduler/wake_debt.hpp"
#include "scheduler/worker_pool.hpp"

namespace siding::scheduler {

namespace {

// The loop whose state this thread may touch: null inside a plugin call.
thread_local const EventLoop* driven = nullptr;

}  // namespace

EventLoop::EventLoop(unsigned index, bool watched) : EventLoop(index, watched, nullptr) {}

EventLoop::EventLoop(unsigned index, bool watched, std::unique_ptr<Ring> ring)
    : index_(index), watched_(watched), ring_(std::move(ring)) {}

EventLoop::~EventLoop() = default;

bool EventLoop::driving() const {
  return driven == this;
}

bool EventLoop::drive() {
  driven = this;
  driver_tid_.store(static_cast<int>(::syscall(SYS_gettid)), std::memory_order_relaxed);
  now_known_ = false;
  flush();  // after a take-over: what the cycle before had produced
  end_cycle();
  while (!stopping_.load(std::memory_order_acquire)) {
    collect_events();
    timers_.expire(now());
    submit_or_hold();
    take_inbox();
    if (!ready_.empty()) submit_outgoing();  // no job waits behind a plugin's call
    if (!turn()) return false;
    phase_.store("writing to sockets", std::memory_order_relaxed);
    flush();
    end_cycle();
  }
  submit_outgoing();
  driven = nullptr;
  return true;
}

void EventLoop::stop() {
  stopping_.store(true, std::memory_order_release);
  poller_.wake();
}

// From here on a post wakes the driver, unless there is something to do already.
Clock::time_point EventLoop::sleeps_until() {
  if (!ready_.empty() || poller_.due() || held_ != 0) return Poller::kNotAtAll;
  {
    const std::lock_guard lock(inbox_mutex_);
    if (!inbox_.empty()) return Poller::kNotAtAll;
    sleeping_ = true;
  }
  if (timers_.empty()) return Poller::kForever;
  return timers_.next() > ended_ ? timers_.next() : Poller::kNotAtAll;
}

void EventLoop::collect_events() {
  const auto until = sleeps_until();
  const bool sleeps = until != Poller::kNotAtAll;
  now_known_ = false;
  if (sleeps) {
    phase_.store(nullptr, std::memory_order_relaxed);
    began_ns_.store(Clock::time_point::max().time_since_epoch().count(), std::memory_order_relaxed);
  }
  poller_.wait(until);
  if (!sleeps) now_ = ended_, now_known_ = true;  // nobody slept: still about true
  began_ns_.store(now().time_since_epoch().count(), std::memory_order_relaxed);
  cycle_.store(cycle_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  phase_.store("reading from sockets", std::memory_order_relaxed);
  poller_.deliver([this, before = readied_] { return readied_ - before >= kCallsInHand; });
}

// The one clock read that tells how long the cycle took serves the next sleep as well.
void EventLoop::end_cycle() {
  ended_ = Clock::now();
  if (const auto began = busy_since(); began <= ended_) lag_.record(began, ended_);
  if (observer_) observer_->cycle_ended(ended_);
}

void EventLoop::post(Call& call) {
  const std::lock_guard lock(inbox_mutex_);
  inbox_.push(call);
  if (!sleeping_ || (watched_ && WakeDebt::put_off(*this))) return;
  sleeping_ = false;
  poller_.wake();  // under the mutex: the call may lead to the loop's end
}

// Once the mutex is free: on one core the driver runs at once, and would wait for it.
void EventLoop::nudge() {
  {
    const std::lock_guard lock(inbox_mutex_);
    if (inbox_.empty() || !std::exchange(sleeping_, false)) return;
  }
  poller_.wake();
}

void EventLoop::take_inbox() {
  CallQueue calls;
  {
    const std::lock_guard lock(inbox_mutex_);
    calls.splice(inbox_);
    sleeping_ = false;
  }
  while (Call* call = calls.pop()) call->run();
}

bool EventLoop::turn() {
  yield_.store(false, std::memory_order_relaxed);
  for (int calls = 0; calls < kCallsPerTurn && !yield_.load(std::memory_order_relaxed); ++calls) {
    PluginCall* const call = ready_.pop();
    if (!call) break;
    Conduct* const conduct = call->conduct();
    if (conduct && conduct->demoted()) {
      call->reroute();
      continue;
    }
    if (!enter(*call, conduct)) return false;
    call->run();
  }
  return true;
}

// False: somebody else drives now, and nothing of the loop may be touched.
bool EventLoop::enter(PluginCall& call, Conduct* conduct) {
  if (!watched_) {
    driven = nullptr;
    call.enter();
    driven = this;
    return true;
  }
  conduct_.store(conduct, std::memory_order_relaxed);
  const std::uint64_t inside = sequence_.load(std::memory_order_relaxed) + 1;
  sequence_.store(inside, std::memory_order_release);
  driven = nullptr;
  call.enter();
  std::uint64_t expected = inside;
  if (!sequence_.compare_exchange_strong(expected, inside + 1, std::memory_order_acq_rel)) {
    if (conduct) conduct->returned_late();
    late_.fetch_sub(1, std::memory_order_relaxed);
    post(call);
    return false;
  }
  driven = this;
  return true;
}

bool EventLoop::take(std::uint64_t stuck) {
  late_.fetch_add(1, std::memory_order_relaxed);
  if (sequence_.compare_exchange_strong(stuck, stuck + 1, std::memory_order_acq_rel)) return true;
  late_.fetch_sub(1, std::memory_order_relaxed);
  return false;
}

void EventLoop::hand_over(WorkerPool& pool, Job& job) {
  ++handed_over_;
  for (Outgoing& outgoing : outgoing_) {
    if (outgoing.pool == &pool) return outgoing.jobs.push(job);
  }
  outgoing_.push_back({&pool, {}});
  outgoing_.back().jobs.push(job);
}

void EventLoop::flush_later(Flusher& flusher) {
  push(flushers_, flusher);
}

void EventLoop::flush_last(Flusher& flusher) {
  push(last_flushers_, flusher);
}

void EventLoop::push(Flusher*& list, Flusher& flusher) {
  if (std::exchange(flusher.flush_queued_, true)) return;
  flusher.next_flusher_ = std::exchange(list, &flusher);
}

void EventLoop::forget(Flusher& flusher) {
  if (!std::exchange(flusher.flush_queued_, false)) return;
  for (Flusher** link : {&flushers_, &last_flushers_}) {
    while (*link && *link != &flusher) link = &(*link)->next_flusher_;
    if (*link) *link = flusher.next_flusher_;
  }
}

void EventLoop::flush() {
  if (handed_over_ > held_) submit_outgoing();  // before the sends, so that workers start meanwhile
  while (flushers_ || last_flushers_) {
    Flusher*& list = flushers_ ? flushers_ : last_flushers_;
    Flusher* const flusher = std::exchange(list, list->next_flusher_);
    flusher->flush_queued_ = false;
    flusher->flush();
  }
  if (handed_over_ > held_) submit_outgoing();  // a connection that could write again may have started requests
}

// A wake of a worker costs two switches of threads where it has no core of its own. So the first few
// jobs of a cycle wait for those that one more look at the sockets may bring.
void EventLoop::submit_or_hold() {
  const bool few = handed_over_ < kFewJobs && held_ == 0;
  if (!few) return submit_outgoing();
  held_ = handed_over_;
}

void EventLoop::submit_outgoing() {
  if (handed_over_ == 0) return;
  handed_over_ = held_ = 0;
  for (Outgoing& outgoing : outgoing_) {
    if (!outgoing.jobs.empty()) outgoing.pool->submit(outgoing.jobs);
  }
}

void EventLoop::read_clock() {
  now_ = Clock::now();
  now_known_ = true;
}

}  // namespace siding::scheduler
