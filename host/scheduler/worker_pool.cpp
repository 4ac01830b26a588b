#include "scheduler/worker_pool.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <system_error>

#include "scheduler/cores.hpp"
#include "scheduler/thread_sample.hpp"
#include "scheduler/wake_debt.hpp"

namespace siding::scheduler {

namespace {

constexpr auto kIdleBeforeLeaving = std::chrono::seconds{10};
constexpr auto kPatience = std::chrono::milliseconds{100};  // then a lack of cores is no excuse any more
constexpr int kLooks = 32;                                  // threads sampled under the mutex: a few microseconds each
constexpr auto kSlow = std::chrono::milliseconds{1};        // a job worth a wake of its own

thread_local bool this_thread_works = false;
thread_local Clock::time_point this_job_began;
thread_local Clock::time_point last_read;  // of the clock, in this job

std::uint64_t cpu_time_ns(clockid_t clock) {
  timespec time{};
  if (::clock_gettime(clock, &time) != 0) return 0;
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000u + static_cast<std::uint64_t>(time.tv_nsec);
}

}  // namespace

WorkerPool::WorkerPool(PoolOptions options) : options_(std::move(options)), cores_(usable_cores()) {
  const std::lock_guard lock(mutex_);
  spawn(options_.min);
}

WorkerPool::~WorkerPool() {
  stop(std::chrono::hours{24 * 365});
}

bool WorkerPool::on_worker() {
  return this_thread_works;
}

Clock::time_point WorkerPool::job_began() {
  return this_job_began;
}

Clock::time_point WorkerPool::read_clock() {
  return last_read = Clock::now();
}

std::unique_ptr<Lane> WorkerPool::make_lane() const {
  return std::make_unique<Lane>(options_.route_share());
}

bool WorkerPool::reserve() {
  if (places_.fetch_add(1, std::memory_order_relaxed) < options_.max + options_.queue) return true;
  places_.fetch_sub(1, std::memory_order_relaxed);
  refused_.fetch_add(1, std::memory_order_relaxed);
  return false;
}

void WorkerPool::submit(Queue<Job>& jobs) {
  const auto now = Clock::now();
  Calls calls(*this);
  const std::lock_guard lock(mutex_);
  bool wake = true;
  while (Job* job = jobs.pop()) {
    job->queued_at = now;
    const bool slow = job->lane() && job->lane()->slow();
    push(*job);  // it stays here while the mutex is held
    if (job->continues()) add_for_continuing();
    if (wake || slow) calls.call_one();
    wake = false;
  }
}

void WorkerPool::submit(Job& job) {
  Queue<Job> one;
  one.push(job);
  submit(one);
}

void WorkerPool::push(Job& job) {
  (job.continues() ? continuing_ : jobs_).push(job);
  ++waiting_;
}

// When the pool is as large as it may be, nothing else would make room.
void WorkerPool::add_for_continuing() {
  if (idle_.empty() && threads_ >= most_threads() && threads_ < most_threads() + kBeyondMax) spawn(1);
}

void WorkerPool::resume(Job& job) {
  job.queued_at = Clock::now();
  Calls calls(*this);
  const std::lock_guard lock(mutex_);
  resumptions_.push(job);
  ++waiting_;
  if (idle_.empty() && threads_ < most_threads() + kBeyondMax) spawn(1);
  calls.call_one();
}

void WorkerPool::Calls::call_one() {
  if (pool_.idle_.empty()) return;
  Worker& worker = *pool_.idle_.back();
  pool_.idle_.pop_back();
  if (count_ == called_.size()) return worker.bell.ring();
  if (count_ == 0) pool_.notifying_.fetch_add(1, std::memory_order_relaxed);
  called_[count_++] = &worker;
}

WorkerPool::Calls::~Calls() {
  if (count_ == 0) return;
  for (std::size_t i = 0; i < count_; ++i) called_[i]->bell.ring();
  pool_.notifying_.fetch_sub(1, std::memory_order_release);
}

void WorkerPool::spawn(unsigned count) {
  for (; count > 0 && !stopping_; --count) {
    Worker& worker = workers_.emplace_back();
    try {
      worker.thread = std::thread([this, &worker] { run(worker); });
    } catch (const std::system_error&) {
      return workers_.pop_back();  // the system has no thread left: a later tick tries again
    }
    ++threads_;
    ::pthread_getcpuclockid(worker.thread.native_handle(), &worker.cpu_clock);
  }
}

void WorkerPool::run(Worker& worker) {
  this_thread_works = true;
  std::unique_lock lock(mutex_);
  worker.tid = static_cast<int>(::syscall(SYS_gettid));
  for (;;) {
    bool resumption = false;
    if (Job* job = next_job(resumption)) {
      execute(lock, *job, resumption);
    } else if (WakeDebt::owed()) {
      pay_wakes(lock);  // and look again: the mutex was free meanwhile
    } else if (!wait_for_work(lock, worker)) {
      break;
    }
  }
  --threads_;
  worker.gone = true;
  ended_.notify_all();
}

Job* WorkerPool::next_job(bool& resumption) {
  resumption = true;
  if (Job* job = resumptions_.pop()) return job;
  resumption = false;
  if (Job* job = next_of(continuing_, kBeyondShare, &Lane::parked_continuing_)) return job;
  if (threads_ - idle_.size() > most_threads()) return nullptr;  // this one is not here for new jobs
  return next_of(jobs_, 0, &Lane::parked_);
}

Job* WorkerPool::next_of(Queue<Job>& jobs, unsigned beyond_share, Queue<Job> Lane::*parked) {
  while (Job* job = jobs.pop()) {
    Lane* const lane = job->lane();
    if (!lane || lane->share_ == 0 || lane->running_ < lane->share_ + beyond_share) return job;
    (lane->*parked).push(*job);  // finish() brings it back
  }
  return nullptr;
}

void WorkerPool::execute(std::unique_lock<std::mutex>& lock, Job& job, bool resumption) {
  --waiting_;
  Lane* const lane = resumption ? nullptr : job.lane();
  if (lane) ++lane->running_;
  const bool stopping = stopping_;
  lock.unlock();
  const auto start = Clock::now();
  const bool quick = lane && !lane->slow();
  if (!quick || WakeDebt::due(start)) WakeDebt::pay();
  if (quick) WakeDebt::begin(start);
  const auto waited = start - job.queued_at;
  this_job_began = last_read = start;
  const std::optional<Errc> refusal = resumption ? std::nullopt : reason_to_drop(job, start, stopping);
  if (refusal) dropped_.fetch_add(1, std::memory_order_relaxed);
  refusal ? job.dropped(*refusal) : job.work();  // either may end the job's life
  const bool slow = (last_read > start ? last_read : Clock::now()) - start >= kSlow;
  if (!resumption) places_.fetch_sub(1, std::memory_order_relaxed);
  lock.lock();
  queue_wait_.record(waited);
  if (!lane) return;
  lane->slow_.store(slow, std::memory_order_relaxed);
  finish(*lane);
}

void WorkerPool::pay_wakes(std::unique_lock<std::mutex>& lock) {
  lock.unlock();
  WakeDebt::pay();
  lock.lock();
}

// Without the mutex: wanted() takes its owner's.
std::optional<Errc> WorkerPool::reason_to_drop(Job& job, Clock::time_point now, bool stopping) const {
  if (stopping) return Errc::draining;
  if (now - job.queued_at > options_.queue_timeout) return Errc::deadline;
  if (!job.wanted()) return Errc::gone;
  return std::nullopt;
}

void WorkerPool::finish(Lane& lane) {
  --lane.running_;
  if (Job* continuing = lane.parked_continuing_.pop()) return continuing_.push(*continuing);
  if (lane.running_ >= lane.share_) return;
  if (Job* parked = lane.parked_.pop()) jobs_.push_front(*parked);  // it had its turn when it was parked
}

bool WorkerPool::wait_for_work(std::unique_lock<std::mutex>& lock, Worker& worker) {
  if (stopping_) return false;
  if (threads_ > most_threads()) return false;  // was needed for resumptions
  worker.idle_since = Clock::now();
  idle_.push_back(&worker);
  lock.unlock();
  worker.bell.wait();
  lock.lock();
  return !worker.leave;
}

// Replacing every stuck worker would let one handler take all memory: at most half as many again.
unsigned WorkerPool::most_threads() const {
  return options_.max + std::min(abandoned_, std::max(1u, options_.max / 2));
}

void WorkerPool::abandon() {
  const std::lock_guard lock(mutex_);
  ++abandoned_;
}

void WorkerPool::take_back() {
  const std::lock_guard lock(mutex_);
  --abandoned_;
}

void WorkerPool::tick(Clock::time_point now) {
  Calls calls(*this);
  const std::lock_guard lock(mutex_);
  if (stopping_) return;
  reap();
  const bool full = threads_ >= most_threads() && idle_.empty() && waiting_ > 0;
  if (!full) full_since_.reset();
  if (full && !full_since_) full_since_ = now;
  if (jobs_.empty() && continuing_.empty() && resumptions_.empty()) {
    waiting_since_.reset();
    return shrink(now);
  }
  // Looked at even when it decides nothing, so that the next look spans one tick.
  const bool blocked = threads_ < most_threads() && blocked_rather_than_computing(now);
  if (!idle_.empty()) {
    calls.call_one();
  } else if (waiting_since_ && blocked && (now - *waiting_since_ >= kPatience || !starved())) {
    spawn(std::min(std::max(threads_, 1u), most_threads() - threads_));
  }
  if (!waiting_since_) waiting_since_ = now;
}

bool WorkerPool::blocked_rather_than_computing(Clock::time_point now) {
  std::uint64_t used = 0;
  for (Worker& worker : workers_) {
    if (worker.gone) continue;
    const std::uint64_t cpu = cpu_time_ns(worker.cpu_clock);
    used += cpu - std::min(cpu, worker.cpu_ns);
    worker.cpu_ns = cpu;
  }
  const auto passed = std::chrono::duration_cast<std::chrono::nanoseconds>(now - looked_).count();
  looked_ = now;
  // More threads help only while the cores are not busy with those there are.
  return static_cast<double>(used) < 0.75 * cores_ * static_cast<double>(passed);
}

// Other processes have the cores, and the workers would compute if they could: more of them would only
// share what little there is. Their CPU time does not show it.
bool WorkerPool::starved() const {
  unsigned runnable = 0;
  int looks = 0;
  for (const Worker& worker : workers_) {
    if (worker.gone || worker.tid == 0) continue;
    if (++looks > kLooks) break;
    const auto sample = sample_thread(worker.tid);
    if (sample && !sample->sleeping && ++runnable >= cores_) return true;
  }
  return false;
}

void WorkerPool::shrink(Clock::time_point now) {
  if (threads_ <= options_.min || idle_.empty()) return;
  Worker& coldest = *idle_.front();
  if (now - coldest.idle_since < kIdleBeforeLeaving) return;
  idle_.erase(idle_.begin());
  coldest.leave = true;
  coldest.bell.ring();
}

void WorkerPool::reap() {
  if (notifying_.load(std::memory_order_acquire) != 0) return;  // somebody may still look at one of them
  for (auto worker = workers_.begin(); worker != workers_.end();) {
    if (!worker->gone) {
      ++worker;
      continue;
    }
    worker->thread.join();  // it holds no lock any more and is at its end
    worker = workers_.erase(worker);
  }
}

bool WorkerPool::stop(std::chrono::nanoseconds limit) {
  std::unique_lock lock(mutex_);
  stopping_ = true;
  {
    Calls calls(*this);
    while (!idle_.empty()) calls.call_one();
    lock.unlock();
  }
  lock.lock();
  const bool all = ended_.wait_for(lock, limit, [this] { return threads_ == 0; });
  while (notifying_.load(std::memory_order_acquire) != 0) std::this_thread::yield();  // between two instructions
  reap();
  return all;
}

PoolGauge WorkerPool::gauge() const {
  const std::lock_guard lock(mutex_);
  PoolGauge gauge;
  gauge.threads = threads_;
  gauge.busy = threads_ - static_cast<unsigned>(idle_.size());
  gauge.waiting = waiting_;
  gauge.abandoned = abandoned_;
  gauge.refused = refused_.load(std::memory_order_relaxed);
  gauge.dropped = dropped_.load(std::memory_order_relaxed);
  gauge.full_since = full_since_;
  gauge.queue_wait = queue_wait_.read();
  for (const Queue<Job>* queue : {&resumptions_, &continuing_, &jobs_}) {
    const Job* const first = queue->front();
    if (first && (!gauge.oldest || first->queued_at < *gauge.oldest)) gauge.oldest = first->queued_at;
  }
  return gauge;
}

LaneGauge WorkerPool::gauge(const Lane& lane) const {
  const std::lock_guard lock(mutex_);
  return {lane.share_, lane.running_, !lane.parked_.empty() || !lane.parked_continuing_.empty()};
}

}  // namespace siding::scheduler
