// flow.hpp - one direction of content between a plugin and a client.
#pragma once

#include <siding/abi.h>

namespace siding::dispatch {

class Flow {
 public:
  // op_cancel() on the operation that waits for it. REQUIRES: the scope's mutex.
  virtual void op_cancelled(siding_op& op) noexcept = 0;

 protected:
  ~Flow() = default;
};

}  // namespace siding::dispatch
