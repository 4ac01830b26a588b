#include "dispatch/offload_job.hpp"

#include <atomic>
#include <new>

#include "dispatch/scope.hpp"
#include "scheduler/whereabouts.hpp"

namespace siding::dispatch {

OffloadJob& OffloadJob::make(siding_op& op, Scope& scope, void (*function)(void*), void* argument,
                             std::uint32_t flags) {
  op.flags = static_cast<std::uint32_t>(OpKind::offload) | flags;
  return *new (op.host) OffloadJob(scope, function, argument);
}

siding_op& OffloadJob::op() {
  return *reinterpret_cast<siding_op*>(reinterpret_cast<char*>(this) - offsetof(siding_op, host));
}

void OffloadJob::work() noexcept {
  Scope& scope = scope_;  // this object ends with end_offload()
  const scheduler::Whereabouts::Inside inside{scope.whereabouts()};
  scope.begin_offload();
  const bool returned = scope.run_offload(function_, argument_);
  scope.end_offload(op(), returned ? SIDING_OK : SIDING_E_INVALID);
}

void OffloadJob::dropped(Errc why) noexcept {
  const std::int32_t reason = scope_.reason_against(op());
  const std::int32_t otherwise = why == Errc::draining ? SIDING_E_DRAINING : SIDING_E_OVERLOADED;
  scope_.complete_offload(op(), reason != 0 ? reason : otherwise);
}

bool OffloadJob::continues() noexcept {
  // Without the scope's mutex: it never changes, but its neighbour may.
  return (std::atomic_ref(op().flags).load(std::memory_order_relaxed) & kContinues) != 0;
}

bool OffloadJob::wanted() noexcept {
  return scope_.reason_against(op()) == 0;
}

scheduler::Lane* OffloadJob::lane() noexcept {
  return scope_.lane();
}

}  // namespace siding::dispatch
