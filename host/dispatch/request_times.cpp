#include "dispatch/request_times.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <ctime>

#include "scheduler/event_loop.hpp"
#include "scheduler/worker_pool.hpp"

namespace siding::dispatch {

namespace {

using scheduler::WorkerPool;
using Clock = RequestTimes::Clock;

std::int64_t ns_of(Clock::time_point at) {
  return std::chrono::nanoseconds(at.time_since_epoch()).count();
}

void set_once(std::atomic<std::int64_t>& mark, Clock::time_point at) {
  std::int64_t never = 0;
  mark.compare_exchange_strong(never, ns_of(at), std::memory_order_relaxed);
}

// getrusage() alone would tell of the processor by the kernel's ticks.
Usage usage_of_thread() {
  timespec cpu{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu);
  rusage used{};
  ::getrusage(RUSAGE_THREAD, &used);
  const auto wall = std::chrono::nanoseconds(Clock::now().time_since_epoch());
  return {wall, std::chrono::seconds{cpu.tv_sec} + std::chrono::nanoseconds{cpu.tv_nsec},
          static_cast<std::uint64_t>(used.ru_nvcsw)};
}

thread_local Clock::time_point last_read;  // by this thread, as a loop's driver

Clock::time_point read_clock() {
  return WorkerPool::on_worker() ? WorkerPool::read_clock() : (last_read = Clock::now());
}

Clock::time_point begin_of(const RequestTimes& times, scheduler::EventLoop& home) {
  if (WorkerPool::on_worker()) return WorkerPool::job_began();
  return times.chained() ? std::max(home.now(), last_read) : Clock::now();
}

}  // namespace

void RequestTimes::entered(Clock::time_point at) {
  set_once(entered_, at);
}

void RequestTimes::used(const Usage& usage) {
  wall_.fetch_add(usage.wall.count(), std::memory_order_relaxed);
  cpu_.fetch_add(usage.cpu.count(), std::memory_order_relaxed);
  switches_.fetch_add(static_cast<std::int64_t>(usage.switches), std::memory_order_relaxed);
}

void RequestTimes::answered(Clock::time_point at) {
  set_once(answered_, at);
}

Marks RequestTimes::read() const {
  const auto instant = [](const Mark& mark) { return Clock::time_point(read(mark)); };
  Marks marks{started_, instant(entered_), instant(answered_), read(run_), {}, exact_, sample_};
  if (sample_)
    marks.usage = {read(wall_), read(cpu_), static_cast<std::uint64_t>(switches_.load(std::memory_order_relaxed))};
  return marks;
}

Phases Marks::phases(Clock::time_point until) const {
  constexpr Clock::time_point kNever{};
  constexpr std::chrono::nanoseconds kNothing{};
  const auto end = std::max(started, answered == kNever ? until : answered);
  const std::chrono::nanoseconds whole = end - started;
  Phases phases;
  if (entered != kNever) {
    phases.queue = std::clamp(std::chrono::nanoseconds(entered - started), kNothing, whole);
  } else if (exact) {
    phases.queue = whole;  // its code never ran
  }
  phases.run = std::clamp(run, kNothing, whole - phases.queue);
  phases.wait = whole - phases.queue - phases.run;
  phases.write = std::max(kNothing, std::chrono::nanoseconds(until - end));
  return phases;
}

void Running::begin(scheduler::EventLoop& home) {
  if (looks()) before_ = usage_of_thread();
  began_ = begin_of(times_, home);
  times_.entered(began_);
}

// What runs after the answer is not the client's business, and costs no clock read.
void Running::end() {
  const auto answered = times_.answered_at();
  if (answered < began_) {
    times_.ran((answered == Clock::time_point{} ? read_clock() : began_) - began_);
  } else {
    times_.ran(answered - began_);
  }
  if (!looks()) return;
  const Usage after = usage_of_thread();
  times_.used({after.wall - before_.wall, after.cpu - before_.cpu, after.switches - before_.switches});
}

void read_answer_time(RequestTimes& times) {
  times.answered(read_clock());
}

}  // namespace siding::dispatch
