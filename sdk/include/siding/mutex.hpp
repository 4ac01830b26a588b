// mutex.hpp - mutual exclusion for coroutines: who waits holds no thread.
//
//   auto lock = co_await mutex_.lock();   // until the end of the block
//
// May be held across co_await, where std::mutex may not. Fair: it is handed to
// who waits longest. Not recursive.
// Threads: all; requests share it. It outlives its locks and waiters.
#pragma once

#include <siding/semaphore.hpp>

namespace siding {

class mutex {
 public:
  using guard = semaphore::permit;

  // co_await gives the guard. Throws cancelled, holding nothing then.
  semaphore::acquire_awaitable lock() noexcept { return one_.acquire(); }
  // An empty guard when it is taken.
  guard try_lock() noexcept { return one_.try_acquire(); }

 private:
  semaphore one_{1};
};

}  // namespace siding
