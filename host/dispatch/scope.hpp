// scope.hpp - what operations belong to: a request, or background work.
//
// A scope serialises its callbacks: it is idle, queued (for a turn of its home
// loop or for a worker) or running; what completes meanwhile waits in `ready`.
// Plugin threads change state under the mutex only; what touches the loop
// (timers, descriptors, answers) happens in attend(), on the driver.
//
// Lives:   until finished(); recycled by its owner, on the driver.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>

#include <siding/abi.h>

#include "dispatch/flow.hpp"
#include "dispatch/op.hpp"
#include "dispatch/request_times.hpp"
#include "scheduler/event_loop.hpp"
#include "scheduler/job.hpp"
#include "scheduler/worker_pool.hpp"

namespace siding::dispatch {

class Scope : protected scheduler::PluginCall, private scheduler::Timer {
 public:
  // The ABI's operations, from any thread; results and rules as in siding/abi.h.
  std::int32_t sleep_until(siding_op& op, std::uint64_t deadline_ns);
  std::int32_t offload(siding_op& op, void (*work)(void*), void* argument);
  std::int32_t on_cancel(siding_op& op);
  std::int32_t post(siding_op& op);
  void op_cancel(siding_op& op);
  std::int32_t cancelled() const;

  // Pending sleeps, waits and on_cancel ops are done with `reason`; the first reason stays.
  void cancel(std::int32_t reason);

  // No callback runs or is due, and no operation is pending.
  bool quiet() const;

  scheduler::EventLoop& home() { return home_; }
  // What its callbacks are inside of, for whoever looks after a crash.
  std::uint64_t whereabouts() const { return whereabouts_; }
  virtual scheduler::Lane* lane() noexcept = 0;
  scheduler::Conduct* conduct() noexcept override = 0;

  // The scope inside of whose callback this thread is; null outside.
  static Scope* current();
  // This thread may block: a worker, or one that is no loop's.
  static bool may_wait();

 protected:
  explicit Scope(scheduler::EventLoop& home);
  ~Scope();

  // A new life, before the first callback. [driver]
  void reset(scheduler::WorkerPool& pool, bool on_worker);
  void set_whereabouts(std::uint64_t place) { whereabouts_ = place; }  // before the first callback
  void skip_first_callback() { started_ = true; }                      // there is none

  void begin_on_loop();    // queues the first callback [driver]
  void begin_on_worker();  // the same; a place in the pool is reserved [driver]

  // The plugin has answered the request, or closed the scope. From any thread, once; the caller
  // touches the scope no more. attended() follows.
  void conclude();
  // The request was given up: workers that are inside of it are not waited for. [driver]
  void abandon_workers();
  // Once concluded: on_cancel ops are done with SIDING_OK, waits with SIDING_E_CANCELLED, and when
  // no callback can follow any more, the watches that were left open are closed. [driver]
  void release();
  // Concluded, and nothing runs, is pending or is on its way: may be recycled. [driver]
  bool finished() const;
  RequestTimes& times() { return times_; }
  // attended() follows, though a callback may still run.
  void attend_soon();

  // The plugin's first callback, serialised with the ops' done.
  virtual void first_callback() = 0;
  virtual bool first_wanted() noexcept = 0;           // on a worker, before it
  virtual void first_dropped(Errc why) noexcept = 0;  // on a worker, instead of it
  virtual void callback_threw(const char* what) noexcept = 0;
  // False: offload is refused with SIDING_E_MODE; the scope has said so in the log.
  virtual bool may_offload() noexcept = 0;
  // Where a life stands when the driver has applied what it asked for.
  enum class Phase : std::uint8_t {
    open,
    concluded,  // release() is due
    over,       // finished() as well
  };
  // What else the driver has to do; may end this life. [driver]
  virtual void attended(Phase phase) noexcept = 0;
  // When own_deadline_passed() is to be called; max() = never. [driver]
  virtual scheduler::Clock::time_point own_deadline() noexcept = 0;
  virtual void own_deadline_passed() noexcept = 0;

 private:
  friend class Inflow;
  friend class Outflow;
  friend class Watch;
  friend class OffloadJob;
  using Lock = std::unique_lock<std::mutex>;
  enum class Stage : std::uint8_t { idle, queued, running };

  struct Attention final : scheduler::Call {
    explicit Attention(Scope& scope) : scope_(scope) {}
    void run() noexcept override;
    Scope& scope_;
  };
  struct Turn final : scheduler::Job {  // the scope's callbacks on a worker
    explicit Turn(Scope& scope) : scope_(scope) {}
    void work() noexcept override;
    void dropped(Errc why) noexcept override;
    bool wanted() noexcept override;
    scheduler::Lane* lane() noexcept override;
    Scope& scope_;
  };

  // A thread that blocks for something of this scope, which stays until it is out again.
  class Waiting {
   public:
    Waiting(Scope& scope, Lock& lock, bool& flag);  // REQUIRES: the lock
    ~Waiting();
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

   private:
    Scope& scope_;
    Lock& lock_;
    bool& flag_;
  };

  // False when the plugin let an exception out.
  template <class F>
  bool fenced(F&& callback) noexcept;

  void enter() noexcept override;    // PluginCall: the callbacks
  void run() noexcept override;      // PluginCall: afterwards, on the driver
  void reroute() noexcept override;  // PluginCall: to a worker instead
  void expired() noexcept override;  // Timer

  void begin();
  void call_ready() noexcept;
  bool runs_on_worker();
  void set_worker_inside();
  void attend(Lock& lock) noexcept;                       // [driver]
  void process_watches();                                 // [driver]
  scheduler::Clock::time_point next_sleeper() const;      // REQUIRES: mutex_
  bool is_over() const;                                   // REQUIRES: mutex_
  bool is_over_alone() const;                             // [driver]
  void rearm(scheduler::Clock::time_point earliest);      // [driver]
  void begin_offload();                                   // on its worker
  bool run_offload(void (*work)(void*), void* argument);  // the same; false: it threw
  void end_offload(siding_op& op, std::int32_t result);   // the same
  void complete_offload(siding_op& op, std::int32_t result);
  // 0, or why the work of a queued offload need not run.
  std::int32_t reason_against(const siding_op& offload) const;
  void complete(siding_op& op, std::int32_t result);  // REQUIRES: mutex_
  void end_waits(std::int32_t result);                // REQUIRES: mutex_
  void mark_changed(Watch& watch);                    // REQUIRES: mutex_
  void wake(Lock& lock);                              // something became ready
  void attract(Lock& lock);                           // attention, unless an own callback brings it anyway
  void attract_soon(Lock& lock);                      // the same; a callback on a worker may be a long one
  void post_attention(Lock& lock);                    // once
  void settle_on_worker(Lock& lock);

  scheduler::EventLoop& home_;
  scheduler::WorkerPool* pool_ = nullptr;
  std::uint64_t whereabouts_ = 0;
  bool on_worker_ = false;
  bool started_ = false;  // first_callback() was called; known to whoever runs the scope alone
  bool over_ = false;     // seen by the driver; nothing follows

  std::atomic<bool> concluded_{false};  // written under the mutex, or inside a callback: a look follows that
  bool concluded_inside_ = false;       // the latter

  // Guarded by mutex_, but for the look of is_over_alone().
  Stage stage_ = Stage::idle;
  bool enqueued_ = false;  // in the loop's or the pool's queue
  bool attention_posted_ = false;
  bool had_worker_ = false;  // for an offload
  bool worker_inside_ = false;
  bool worker_abandoned_ = false;
  std::uint32_t pending_ = 0;  // ops whose done has not been called
  std::int32_t reason_ = 0;    // why it is cancelled
  Watch* changed_watches_ = nullptr;
  Watch* open_watches_ = nullptr;

  RequestTimes times_;

  mutable std::mutex mutex_;  // guards all below as well
  OpList ready_;
  OpList sleepers_;                            // by deadline
  OpList watchers_;                            // on_cancel
  OpList waits_;                               // on descriptors
  scheduler::Queue<scheduler::Job> outgoing_;  // offloads made inside a callback
  unsigned offloads_inside_ = 0;
  unsigned offloads_abandoned_ = 0;

  Attention attention_{*this};
  Turn turn_{*this};
};

template <class F>
bool Scope::fenced(F&& callback) noexcept {
  try {
    callback();
    return true;
  } catch (const std::exception& exception) {
    callback_threw(exception.what());
  } catch (...) {
    callback_threw("something that is no std::exception");
  }
  return false;
}

}  // namespace siding::dispatch
