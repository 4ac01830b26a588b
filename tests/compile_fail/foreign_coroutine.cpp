#include <chrono>
#include <coroutine>

#include <siding/sleep.hpp>

struct detached {
  struct promise_type {
    detached get_return_object() { return {}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
};

#ifdef MISTAKE
detached sleep() {
  co_await siding::sleep_for(std::chrono::seconds{1});
}
#else
detached sleep() {
  co_return;
}
siding::task<void> proper() {
  co_await siding::sleep_for(std::chrono::seconds{1});
}
#endif
