#include "dispatch/scope.hpp"

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>

#include "dispatch/offload_job.hpp"
#include "dispatch/watch.hpp"
#include "scheduler/wake_debt.hpp"
#include "scheduler/whereabouts.hpp"

namespace siding::dispatch {

namespace {

using scheduler::Clock;

constexpr int kCallbacksPerTurn = 32;  // then other scopes get their turn

thread_local Scope* current_scope = nullptr;

std::uint64_t to_ns(Clock::time_point at) {
  return static_cast<std::uint64_t>(std::chrono::nanoseconds(at.time_since_epoch()).count());
}

Clock::time_point from_ns(std::uint64_t ns) {
  const auto most = static_cast<std::uint64_t>(Clock::time_point::max().time_since_epoch().count());
  return Clock::time_point(std::chrono::nanoseconds(std::min(ns, most)));
}

}  // namespace

Scope::Scope(scheduler::EventLoop& home) : home_(home) {}

Scope::~Scope() {
  home_.disarm(*this);
}

Scope* Scope::current() {
  return current_scope;
}

void Scope::reset(scheduler::WorkerPool& pool, bool on_worker) {
  pool_ = &pool;
  on_worker_ = on_worker;
  reason_ = 0;
  started_ = false;
  concluded_.store(false, std::memory_order_relaxed);
  concluded_inside_ = false;
  had_worker_ = false;
  over_ = false;
}

// ---- the first callback ------------------------------------------------------

void Scope::begin_on_loop() {
  begin();
  home_.ready(*this);
}

void Scope::begin_on_worker() {
  begin();
  home_.hand_over(*pool_, turn_);
}

// Nobody else knows the scope yet. It counts as running from here on, so that the
// first callback costs no look under the mutex.
void Scope::begin() {
  rearm(own_deadline());
  stage_ = Stage::running;
}

// ---- operations --------------------------------------------------------------

std::int32_t Scope::sleep_until(siding_op& op, std::uint64_t deadline_ns) {
  Lock lock(mutex_);
  if (reason_ != 0) return reason_;
  make_state(op, OpKind::sleep).deadline_ns = deadline_ns;
  sleepers_.insert_by_deadline(op);
  ++pending_;
  if (sleepers_.front() == &op) attract(lock);
  return SIDING_OK;
}

std::int32_t Scope::offload(siding_op& op, void (*work)(void*), void* argument) {
  if (!may_offload()) return SIDING_E_MODE;
  if (scheduler::WorkerPool::on_worker()) {
    fenced([&] { work(argument); });
    return SIDING_RAN;
  }
  Lock lock(mutex_);
  // It may hold what other workers wait for. Without a lane nothing would bound what goes before the others.
  const bool continues = had_worker_ && lane() != nullptr;
  if (continues) {
    pool_->reserve_beyond();
  } else if (!pool_->reserve()) {
    return SIDING_E_OVERLOADED;
  }
  ++pending_;
  const std::uint32_t flags = (reason_ != 0 ? kForCleanup : 0u) | (continues ? kContinues : 0u);
  OffloadJob& job = OffloadJob::make(op, *this, work, argument, flags);
  if (current_scope == this) {
    outgoing_.push(job);
  } else {
    lock.unlock();
    pool_->submit(job);
  }
  return SIDING_OK;
}

void Scope::begin_offload() {
  const Lock lock(mutex_);
  had_worker_ = true;
  ++offloads_inside_;
}

bool Scope::run_offload(void (*work)(void*), void* argument) {
  const Running running(times_, home_, Running::What::offload);
  return fenced([&] { work(argument); });
}

void Scope::end_offload(siding_op& op, std::int32_t result) {
  {
    const Lock lock(mutex_);
    --offloads_inside_;
    if (offloads_abandoned_ > 0) {
      --offloads_abandoned_;
      pool_->take_back();
    }
  }
  complete_offload(op, result);
}

void Scope::complete_offload(siding_op& op, std::int32_t result) {
  const scheduler::WakeDebt::Finishing finishing;
  Lock lock(mutex_);
  complete(op, result);
  wake(lock);
}

std::int32_t Scope::reason_against(const siding_op& offload) const {
  const Lock lock(mutex_);
  if (offload.flags & kUnwanted) return SIDING_E_CANCELLED;
  return offload.flags & kForCleanup ? 0 : reason_;
}

std::int32_t Scope::on_cancel(siding_op& op) {
  Lock lock(mutex_);
  if (reason_ != 0) return reason_;
  ++pending_;
  if (concluded_) {  // answered: nothing is left to wait for
    complete(op, SIDING_OK);
    wake(lock);
    return SIDING_OK;
  }
  make_state(op, OpKind::on_cancel);
  watchers_.push_back(op);
  return SIDING_OK;
}

std::int32_t Scope::post(siding_op& op) {
  Lock lock(mutex_);
  ++pending_;
  complete(op, SIDING_OK);
  wake(lock);
  return SIDING_OK;
}

void Scope::op_cancel(siding_op& op) {
  Lock lock(mutex_);
  switch (kind_of(op)) {
    case OpKind::sleep:
      sleepers_.remove(op);
      complete(op, SIDING_E_CANCELLED);
      break;
    case OpKind::on_cancel:
      watchers_.remove(op);
      complete(op, SIDING_OK);
      break;
    case OpKind::fd_wait:
      state_of(op).watch->op_ = nullptr;
      waits_.remove(op);
      complete(op, SIDING_E_CANCELLED);
      break;
    case OpKind::transfer:
      state_of(op).flow->op_cancelled(op);
      break;
    case OpKind::offload:
      std::atomic_ref(op.flags).fetch_or(kUnwanted, std::memory_order_relaxed);  // its worker completes it
      return;
    case OpKind::ready:
    case OpKind::none:
      return;
  }
  wake(lock);
}

std::int32_t Scope::cancelled() const {
  const Lock lock(mutex_);
  return reason_;
}

void Scope::cancel(std::int32_t reason) {
  Lock lock(mutex_);
  if (reason_ != 0) return;
  reason_ = reason;
  // Those that abort something first: what waits for it would else be gone before.
  while (siding_op* op = watchers_.pop_front()) complete(*op, reason);
  while (siding_op* op = sleepers_.pop_front()) complete(*op, reason);
  end_waits(reason);
  if (!ready_.empty()) wake(lock);
}

void Scope::release() {
  Lock lock(mutex_);
  while (siding_op* op = watchers_.pop_front()) complete(*op, SIDING_OK);
  end_waits(SIDING_E_CANCELLED);
  if (!ready_.empty()) return wake(lock);
  if (!open_watches_ || stage_ != Stage::idle || pending_ != 0) return;  // a callback may close them yet
  for (Watch* watch = open_watches_; watch; watch = watch->next_open_) {
    if (std::exchange(watch->closed_, true)) continue;  // closed by the plugin: its handlers are on their way
    mark_changed(*watch);
  }
  lock.unlock();
  process_watches();
}

void Scope::end_waits(std::int32_t result) {
  while (siding_op* op = waits_.pop_front()) {
    state_of(*op).watch->op_ = nullptr;
    complete(*op, result);
  }
}

void Scope::complete(siding_op& op, std::int32_t result) {
  make_state(op, OpKind::ready).result = result;
  ready_.push_back(op);
}

// ---- from ready to running ---------------------------------------------------

void Scope::wake(Lock& lock) {
  if (stage_ != Stage::idle) return;  // it looks again when it has run
  stage_ = Stage::queued;
  if (runs_on_worker()) {
    enqueued_ = true;
    lock.unlock();
    pool_->resume(turn_);
  } else if (home_.driving()) {
    enqueued_ = true;
    lock.unlock();
    home_.ready(*this);
  } else {
    attract(lock);
  }
}

void Scope::attract(Lock& lock) {
  if (current_scope != this) post_attention(lock);
}

void Scope::attract_soon(Lock& lock) {
  if (current_scope != this || scheduler::WorkerPool::on_worker()) post_attention(lock);
}

void Scope::post_attention(Lock& lock) {
  if (std::exchange(attention_posted_, true)) return;
  lock.unlock();
  home_.post(attention_);
}

void Scope::attend_soon() {
  Lock lock(mutex_);
  attract_soon(lock);
}

bool Scope::may_wait() {
  return !current_scope || scheduler::WorkerPool::on_worker();
}

Scope::Waiting::Waiting(Scope& scope, Lock& lock, bool& flag) : scope_(scope), lock_(lock), flag_(flag) {
  flag_ = true;
  ++scope_.pending_;
}

Scope::Waiting::~Waiting() {
  if (!lock_.owns_lock()) lock_.lock();
  flag_ = false;
  --scope_.pending_;
  if (scope_.concluded_) scope_.attract_soon(lock_);  // it may have been the last thing that the scope waited for
}

void Scope::conclude() {
  if (current_scope == this) {  // its callback is still running: the look that follows it sees this
    concluded_inside_ = true;
    concluded_.store(true, std::memory_order_release);
    return;
  }
  Lock lock(mutex_);
  concluded_.store(true, std::memory_order_release);
  post_attention(lock);
}

void Scope::enter() noexcept {
  const scheduler::Whereabouts::Inside inside{whereabouts_};
  const Running running(times_, home_);
  Scope* const outer = std::exchange(current_scope, this);
  if (!std::exchange(started_, true)) {
    fenced([this] { first_callback(); });
  } else {
    call_ready();
  }
  current_scope = outer;
}

void Scope::call_ready() noexcept {
  Lock lock(mutex_);
  stage_ = Stage::running;
  enqueued_ = false;
  for (int callbacks = 0; callbacks < kCallbacksPerTurn; ++callbacks) {
    siding_op* const op = ready_.pop_front();
    if (!op) break;
    --pending_;
    const std::int32_t result = state_of(*op).result;
    op->flags = 0;
    lock.unlock();
    fenced([&] { op->done(op, result); });
    lock.lock();
  }
}

void Scope::run() noexcept {
  if (is_over_alone()) {
    stage_ = Stage::idle;
    over_ = true;
    return attended(Phase::over);
  }
  Lock lock(mutex_);
  stage_ = ready_.empty() ? Stage::idle : Stage::queued;
  attend(lock);
}

// Callbacks of a demoted route follow it, those of suspended coroutines too.
bool Scope::runs_on_worker() {
  return on_worker_ || conduct()->demoted();
}

void Scope::reroute() noexcept {
  Lock lock(mutex_);
  if (started_) {
    lock.unlock();
    return pool_->resume(turn_);
  }
  if (pool_->reserve()) return home_.hand_over(*pool_, turn_);
  lock.unlock();
  first_dropped(Errc::overloaded);
  lock.lock();
  started_ = true;
  stage_ = Stage::idle;
  enqueued_ = false;
}

void Scope::Turn::work() noexcept {
  {
    std::optional<scheduler::Conduct::Observed> observed;
    if (scope_.conduct()->demoted()) observed.emplace(*scope_.conduct());
    scope_.set_worker_inside();
    scope_.enter();
  }
  Lock lock(scope_.mutex_);
  scope_.settle_on_worker(lock);
}

void Scope::set_worker_inside() {
  const Lock lock(mutex_);
  worker_inside_ = true;
}

void Scope::abandon_workers() {
  const Lock lock(mutex_);
  if (worker_inside_ && !std::exchange(worker_abandoned_, true)) pool_->abandon();
  for (; offloads_abandoned_ < offloads_inside_; ++offloads_abandoned_) pool_->abandon();
}

void Scope::settle_on_worker(Lock& lock) {
  worker_inside_ = false;
  if (std::exchange(worker_abandoned_, false)) pool_->take_back();
  stage_ = ready_.empty() ? Stage::idle : Stage::queued;
  const bool again = stage_ == Stage::queued;
  enqueued_ = again;
  // What the callbacks asked of the loop, or the end of this life. Decided before the scope can be
  // continued elsewhere; once it is idle and unlocked it may be gone.
  const bool post = !attention_posted_;
  attention_posted_ = true;
  lock.unlock();
  const scheduler::WakeDebt::Finishing finishing;
  if (again) pool_->resume(turn_);
  if (post) home_.post(attention_);
}

void Scope::Turn::dropped(Errc why) noexcept {
  scope_.first_dropped(why);
  Lock lock(scope_.mutex_);
  scope_.started_ = true;
  scope_.settle_on_worker(lock);
}

bool Scope::Turn::wanted() noexcept {
  return scope_.first_wanted();
}
scheduler::Lane* Scope::Turn::lane() noexcept {
  return scope_.lane();
}

// ---- on the driver -------------------------------------------------------------

void Scope::Attention::run() noexcept {
  Lock lock(scope_.mutex_);
  scope_.attention_posted_ = false;
  scope_.attend(lock);
}

// One look at the state; whoever changes it later asks for attention again.
void Scope::attend(Lock& lock) noexcept {
  const bool enqueue = stage_ == Stage::queued && !enqueued_;
  if (enqueue) enqueued_ = true;
  scheduler::Queue<scheduler::Job> jobs;
  jobs.splice(outgoing_);
  const bool watches = changed_watches_ != nullptr;
  const auto sleeper = next_sleeper();
  over_ = is_over() && !watches;
  const Phase phase = over_ ? Phase::over : concluded_ ? Phase::concluded : Phase::open;
  lock.unlock();
  if (enqueue) runs_on_worker() ? pool_->resume(turn_) : home_.ready(*this);
  while (scheduler::Job* job = jobs.pop()) home_.hand_over(*pool_, *job);
  if (watches) process_watches();
  rearm(std::min(own_deadline(), sleeper));
  attended(phase);
}

scheduler::Clock::time_point Scope::next_sleeper() const {
  siding_op* const op = sleepers_.front();
  return op ? from_ns(state_of(*op).deadline_ns) : Clock::time_point::max();
}

void Scope::rearm(Clock::time_point earliest) {
  if (earliest == Clock::time_point::max()) return;
  if (armed() && at() <= earliest) return;  // fires early, looks again: cheaper than moving it
  home_.arm(*this, earliest);
}

void Scope::expired() noexcept {
  const auto now = home_.now();
  {
    Lock lock(mutex_);
    while (siding_op* op = sleepers_.front()) {
      if (state_of(*op).deadline_ns > to_ns(now)) break;
      sleepers_.remove(*op);
      complete(*op, SIDING_OK);
    }
    if (!ready_.empty()) wake(lock);
  }
  if (own_deadline() <= now) own_deadline_passed();
  const Lock lock(mutex_);
  rearm(std::min(own_deadline(), next_sleeper()));
}

bool Scope::quiet() const {
  const Lock lock(mutex_);
  return stage_ == Stage::idle && pending_ == 0 && !open_watches_;
}

bool Scope::finished() const {
  if (over_) return true;
  const Lock lock(mutex_);
  return is_over();
}

// Answered inside the callback that has just ended, and nothing was begun that goes on: who
// begins something beside a callback that answers does it before that, or not at all. So
// nobody else has the scope any more, and the usual request costs no look under the mutex.
bool Scope::is_over_alone() const {
  return concluded_inside_ && pending_ == 0 && !open_watches_ && !changed_watches_ && !attention_posted_;
}

bool Scope::is_over() const {
  return concluded_ && stage_ == Stage::idle && pending_ == 0 && !open_watches_ && !attention_posted_;
}

// ---- descriptors -----------------------------------------------------------------

void Scope::mark_changed(Watch& watch) {
  if (watch.changed_) return;
  watch.changed_ = true;
  watch.next_changed_ = changed_watches_;
  changed_watches_ = &watch;
}

void Scope::process_watches() {
  Lock lock(mutex_);
  while (Watch* watch = changed_watches_) {
    changed_watches_ = watch->next_changed_;
    watch->changed_ = false;
    lock.unlock();
    watch->apply();
    lock.lock();
  }
}

}  // namespace siding::dispatch
