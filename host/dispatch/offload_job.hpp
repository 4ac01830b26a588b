// offload_job.hpp - one offload() of a plugin, kept in the memory of its op.
#pragma once

#include <cstddef>
#include <cstdint>

#include <siding/abi.h>

#include "dispatch/op.hpp"
#include "scheduler/job.hpp"

namespace siding::dispatch {

class Scope;

class OffloadJob final : public scheduler::Job {
 public:
  // `flags`: kForCleanup, kContinues.
  static OffloadJob& make(siding_op& op, Scope& scope, void (*function)(void*), void* argument, std::uint32_t flags);

  void work() noexcept override;
  void dropped(Errc why) noexcept override;
  bool wanted() noexcept override;
  scheduler::Lane* lane() noexcept override;
  bool continues() noexcept override;

 private:
  OffloadJob(Scope& scope, void (*function)(void*), void* argument)
      : scope_(scope), function_(function), argument_(argument) {}
  siding_op& op();

  Scope& scope_;
  void (*function_)(void*);
  void* argument_;
};
static_assert(sizeof(OffloadJob) <= sizeof(siding_op::host));

}  // namespace siding::dispatch
