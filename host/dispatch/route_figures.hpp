// route_figures.hpp - what the requests of one route on one loop came to.
//
// Owner:   LoopFigures. Threads: the driver writes, plain stores; read() any.
// Bounds:  32 pairs of method and status; what goes beyond them is counted together.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/duration_histogram.hpp"
#include "dispatch/request_times.hpp"
#include "http/method.hpp"

namespace siding::dispatch {

enum class Phase { queue, run, wait, write };
inline constexpr std::array<std::string_view, 4> kPhaseNames{"queue", "run", "wait", "write"};

// Requests of one method that were answered alike.
struct AnswerCounts {
  std::string method;     // "_OTHER" for what no route could have
  unsigned status = 0;    // 0: the client left before there was an answer
  DurationCounts lasted;  // from the head to the last byte
};

// What the samples say of the plugin's callbacks, without its offloads.
struct SampleCounts {
  std::uint64_t requests = 0;
  std::chrono::nanoseconds run{};  // by the clock on the wall
  std::chrono::nanoseconds cpu{};
  std::uint64_t switches = 0;  // voluntary
};

struct RouteCounts {
  std::vector<AnswerCounts> answers;
  std::array<DurationCounts, kPhaseNames.size()> phases;  // of requests whose times are exact
  SampleCounts samples;
  std::uint64_t started = 0;  // given to the plugin
  std::uint64_t ended = 0;    // of these

  std::uint64_t requests() const;
  std::uint64_t in_flight() const { return started - std::min(started, ended); }
  void add(const RouteCounts& other);
};

class RouteFigures {
 public:
  RouteFigures();
  ~RouteFigures();

  // The counter of such an answer: made when it is new. [driver]
  DurationHistogram& answers(const http::Method& method, unsigned status);
  void begun() { bump(started_); }
  void ended() { bump(ended_); }
  void record(const Marks& marks, scheduler::Clock::time_point until);
  // Whether this request is one of the samples, at most one in 10 ms.
  bool take_sample(scheduler::Clock::time_point now);

  RouteCounts read() const;

 private:
  static constexpr std::size_t kPairs = 32;
  struct Pair {
    std::uint8_t method = http::Method::kUnknown;  // its index
    unsigned status = 0;
    DurationHistogram lasted;
  };

  DurationHistogram& make_pair(std::size_t at, std::uint8_t method, unsigned status);
  static void bump(std::atomic<std::uint64_t>& counter, std::uint64_t by = 1) {
    counter.store(counter.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }

  std::array<std::unique_ptr<Pair>, kPairs> pairs_;  // the first pair_count_ are there
  std::atomic<std::size_t> pair_count_{0};
  std::array<DurationHistogram, kPhaseNames.size()> phases_;
  scheduler::Clock::time_point next_sample_{};
  std::atomic<std::uint64_t> started_{0};
  std::atomic<std::uint64_t> ended_{0};
  std::atomic<std::uint64_t> samples_{0};
  std::atomic<std::uint64_t> run_ns_{0};
  std::atomic<std::uint64_t> cpu_ns_{0};
  std::atomic<std::uint64_t> switches_{0};
};

}  // namespace siding::dispatch
