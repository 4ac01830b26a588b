// doorbell.hpp - wakes the one thread that waits at it; rings are counted.
//
// In the place of a condition variable: that leaves its mutex marked as contended
// whenever a thread comes back from it, which costs a needless call to the kernel.
#pragma once

#include <semaphore.h>

#include <cerrno>

namespace siding::scheduler {

class Doorbell {
 public:
  Doorbell() { ::sem_init(&rings_, 0, 0); }
  ~Doorbell() { ::sem_destroy(&rings_); }
  Doorbell(const Doorbell&) = delete;
  Doorbell& operator=(const Doorbell&) = delete;

  void ring() { ::sem_post(&rings_); }
  // Takes one ring, as soon as there is one.
  void wait() {
    while (::sem_wait(&rings_) != 0 && errno == EINTR) {
    }
  }

 private:
  sem_t rings_;
};

}  // namespace siding::scheduler
