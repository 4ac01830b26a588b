#include "dispatch/route_figures.hpp"

#include <algorithm>

namespace siding::dispatch {

namespace {

constexpr auto kBetweenSamples = std::chrono::milliseconds{10};

std::string name_of(std::uint8_t method) {
  return std::string{method == http::Method::kUnknown ? "_OTHER" : http::known_methods()[method]};  // as OpenTelemetry
}

std::uint64_t ns_of(std::chrono::nanoseconds time) {
  return time.count() > 0 ? static_cast<std::uint64_t>(time.count()) : 0;
}

std::chrono::nanoseconds from_ns(const std::atomic<std::uint64_t>& ns) {
  return std::chrono::nanoseconds{static_cast<std::int64_t>(ns.load(std::memory_order_relaxed))};
}

}  // namespace

std::uint64_t RouteCounts::requests() const {
  std::uint64_t all = 0;
  for (const AnswerCounts& answer : answers) all += answer.lasted.count();
  return all;
}

void RouteCounts::add(const RouteCounts& other) {
  for (const AnswerCounts& more : other.answers) {
    const auto alike = [&](const AnswerCounts& each) {
      return each.method == more.method && each.status == more.status;
    };
    const auto found = std::find_if(answers.begin(), answers.end(), alike);
    if (found == answers.end()) {
      answers.push_back(more);
    } else {
      found->lasted += more.lasted;
    }
  }
  for (std::size_t i = 0; i < phases.size(); ++i) phases[i] += other.phases[i];
  samples.requests += other.samples.requests;
  samples.run += other.samples.run;
  samples.cpu += other.samples.cpu;
  samples.switches += other.samples.switches;
  started += other.started;
  ended += other.ended;
}

RouteFigures::RouteFigures() = default;
RouteFigures::~RouteFigures() = default;

DurationHistogram& RouteFigures::answers(const http::Method& method, unsigned status) {
  const std::size_t count = pair_count_.load(std::memory_order_relaxed);
  for (std::size_t i = 0; i < count; ++i) {
    if (pairs_[i]->status == status && pairs_[i]->method == method.index()) return pairs_[i]->lasted;
  }
  if (count == kPairs) return pairs_.back()->lasted;
  if (count + 1 == kPairs) return make_pair(count, http::Method::kUnknown, 0);
  return make_pair(count, method.index(), status);
}

DurationHistogram& RouteFigures::make_pair(std::size_t at, std::uint8_t method, unsigned status) {
  pairs_[at] = std::make_unique<Pair>();
  pairs_[at]->method = method;
  pairs_[at]->status = status;
  pair_count_.store(at + 1, std::memory_order_release);
  return pairs_[at]->lasted;
}

bool RouteFigures::take_sample(scheduler::Clock::time_point now) {
  if (now < next_sample_) return false;
  next_sample_ = now + kBetweenSamples;
  return true;
}

void RouteFigures::record(const Marks& marks, scheduler::Clock::time_point until) {
  const Phases phases = marks.phases(until);
  phases_[0].record(phases.queue);
  phases_[1].record(phases.run);
  phases_[2].record(phases.wait);
  phases_[3].record(phases.write);
  if (!marks.sample) return;
  bump(samples_);
  bump(run_ns_, ns_of(marks.usage.wall));
  bump(cpu_ns_, ns_of(marks.usage.cpu));
  bump(switches_, marks.usage.switches);
}

RouteCounts RouteFigures::read() const {
  RouteCounts counts;
  const std::size_t count = pair_count_.load(std::memory_order_acquire);
  for (std::size_t i = 0; i < count; ++i) {
    counts.answers.push_back({name_of(pairs_[i]->method), pairs_[i]->status, pairs_[i]->lasted.read()});
  }
  for (std::size_t i = 0; i < phases_.size(); ++i) counts.phases[i] = phases_[i].read();
  counts.samples = {samples_.load(std::memory_order_relaxed), from_ns(run_ns_), from_ns(cpu_ns_),
                    switches_.load(std::memory_order_relaxed)};
  counts.ended = ended_.load(std::memory_order_acquire);  // before `started`: never more of them
  counts.started = started_.load(std::memory_order_relaxed);
  return counts;
}

}  // namespace siding::dispatch
