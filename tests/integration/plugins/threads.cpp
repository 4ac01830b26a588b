// threads.cpp - handlers that answer with the numbers of the threads that they ran on.
//
//   plain       "ID"
//   coroutine   "before after" a sleep
//   offloading  "before inside after" an offload
#include <unistd.h>

#include <string>

#include <siding/plugin.hpp>

namespace {

using namespace std::chrono_literals;

std::string here() {
  return std::to_string(::gettid());
}

struct Threads {
  siding::response plain(const siding::request&) { return siding::text(here()); }

  siding::task<siding::response> coroutine(const siding::request&) {
    const std::string before = here();
    co_await siding::sleep_for(1ms);
    co_return siding::text(before + " " + here());
  }

  siding::task<siding::response> offloading(const siding::request&) {
    const std::string before = here();
    const std::string inside = co_await siding::offload(here);
    co_return siding::text(before + " " + inside + " " + here());
  }
};

}  // namespace

SIDING_PLUGIN(Threads, "threads", "1.0.0", siding::sync<&Threads::plain>("plain"),
              siding::async<&Threads::coroutine>("coroutine"), siding::offloading<&Threads::offloading>("offloading"))
