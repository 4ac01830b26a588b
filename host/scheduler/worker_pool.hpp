// worker_pool.hpp - threads for plugin code that may block.
//
// Grows by doubling per watchdog tick while jobs wait and the workers are
// blocked rather than computing; shrinks when workers stay idle.
// Owner:   Server; one per `pools:` entry. Users: event loops, dispatch.
// Threads: tick() from the watchdog, stop() from the main thread, others from any.
// Bounds:  max + queue jobs at once. The next is refused at once, because a
//          queue that only grows turns overload into memory loss. Resumptions
//          are bounded by the requests in flight. They and jobs that continue a
//          request may exceed max by a few: what they hold, others wait for.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <pthread.h>

#include "base/duration_histogram.hpp"
#include "scheduler/doorbell.hpp"
#include "scheduler/job.hpp"
#include "scheduler/options.hpp"

namespace siding::scheduler {

// One instant's figures of a pool.
struct PoolGauge {
  unsigned threads = 0;
  unsigned busy = 0;
  std::size_t waiting = 0;
  unsigned abandoned = 0;                       // workers stuck in requests that were given up
  std::uint64_t refused = 0;                    // since the start
  std::uint64_t dropped = 0;                    // waited too long, or nobody wanted them any more
  std::optional<Clock::time_point> oldest;      // when the job that waits longest was queued; not of parked ones
  std::optional<Clock::time_point> full_since;  // every thread is busy and jobs wait, since then
  DurationCounts queue_wait;                    // of jobs that ran or were dropped
};

// One instant's figures of a lane.
struct LaneGauge {
  unsigned share = 0;
  unsigned running = 0;
  bool parked = false;  // jobs wait because the share is used up
};

class WorkerPool {
 public:
  explicit WorkerPool(PoolOptions options);
  ~WorkerPool();  // stops, however long it takes
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  const PoolOptions& options() const { return options_; }
  // A lane with the share that `options` give to a route.
  std::unique_ptr<Lane> make_lane() const;

  // A place for one new job. False: full, refuse the work.
  bool reserve();
  // The same for a job that continues a request: never refused.
  void reserve_beyond() { places_.fetch_add(1, std::memory_order_relaxed); }
  // Jobs with a place each, in order. At most one idle worker is woken for all
  // of them, and one for each whose lane is slow: the tick is the net.
  // Those that continue something go before the others, and a few beyond share and max.
  void submit(Queue<Job>& jobs);
  void submit(Job& job);
  // Continues something that already runs: needs no place, goes before new
  // jobs, and waits for no thread.
  void resume(Job& job);

  // The request of a running job was given up, but its worker is stuck in it:
  // another may take the worker's place, within a bound. take_back() when it returns.
  void abandon();
  void take_back();

  // Every few milliseconds: wakes, grows, shrinks.
  void tick(Clock::time_point now);

  // Jobs still queued are dropped, running ones are waited for. False: some are
  // still inside a plugin after `limit`; the pool must not be destroyed then.
  bool stop(std::chrono::nanoseconds limit);

  PoolGauge gauge() const;
  LaneGauge gauge(const Lane& lane) const;

  // The calling thread is a worker of some pool: it may block.
  static bool on_worker();
  // On a worker: when its job began, and the time now, which the pool then need not ask for again.
  static Clock::time_point job_began();
  static Clock::time_point read_clock();

 private:
  struct Worker {
    std::thread thread;
    Doorbell bell;  // rung once for each time that it is taken out of idle_
    bool leave = false;
    bool gone = false;  // its thread has ended or is about to
    Clock::time_point idle_since{};
    std::uint64_t cpu_ns = 0;  // at the last tick that looked
    clockid_t cpu_clock{};
    int tid = 0;  // 0 until its thread runs
  };

  void run(Worker& worker);
  Job* next_job(bool& resumption);
  Job* next_of(Queue<Job>& jobs, unsigned beyond_share, Queue<Job> Lane::*parked);
  void execute(std::unique_lock<std::mutex>& lock, Job& job, bool resumption);
  void pay_wakes(std::unique_lock<std::mutex>& lock);
  std::optional<Errc> reason_to_drop(Job& job, Clock::time_point now, bool stopping) const;
  bool wait_for_work(std::unique_lock<std::mutex>& lock, Worker& worker);
  void finish(Lane& lane);
  void push(Job& job);
  void add_for_continuing();
  // Workers that were called and have to be notified, which is done without the mutex: on one core
  // a worker runs at once, and would wait for it.
  class Calls {
   public:
    explicit Calls(WorkerPool& pool) : pool_(pool) {}
    ~Calls();
    Calls(const Calls&) = delete;
    Calls& operator=(const Calls&) = delete;
    void call_one();  // of the idle ones, if there is one; REQUIRES: mutex_

   private:
    WorkerPool& pool_;
    std::array<Worker*, 16> called_;  // more are notified at once
    std::size_t count_ = 0;
  };
  void spawn(unsigned count);
  bool blocked_rather_than_computing(Clock::time_point now);
  bool starved() const;
  void shrink(Clock::time_point now);
  void reap();

  unsigned most_threads() const;  // REQUIRES: mutex_

  static constexpr unsigned kBeyondMax = 4;    // threads for what continues something, alone
  static constexpr unsigned kBeyondShare = 4;  // the same, of one lane

  const PoolOptions options_;
  const unsigned cores_;
  std::atomic<std::size_t> places_{0};  // reserved by new jobs, queued or running
  std::atomic<std::uint64_t> refused_{0};
  std::atomic<std::uint64_t> dropped_{0};

  mutable std::mutex mutex_;  // guards all below
  std::condition_variable ended_;
  std::list<Worker> workers_;
  std::vector<Worker*> idle_;  // the last one has been idle for the shortest time
  Queue<Job> resumptions_;
  Queue<Job> continuing_;
  Queue<Job> jobs_;
  std::size_t waiting_ = 0;  // in the three, and parked
  unsigned threads_ = 0;
  unsigned abandoned_ = 0;
  std::optional<Clock::time_point> waiting_since_;  // the tick that found jobs waiting, and all since
  bool stopping_ = false;
  Clock::time_point looked_{};
  std::atomic<int> notifying_{0};  // Calls that hold workers; grows under the mutex only
  std::optional<Clock::time_point> full_since_;
  DurationHistogram queue_wait_;
};

}  // namespace siding::scheduler
