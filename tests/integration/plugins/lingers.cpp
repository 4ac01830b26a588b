// lingers.cpp - requests that nobody answers before they are cancelled; they log what they see of that.
//
//   sleeps     in a coroutine, with an on_cancel callback beside it
//   computes   in a loop that asks
#include <thread>

#include <siding/plugin.hpp>

namespace {

using namespace std::chrono_literals;

siding::task<> sleep_long() {
  co_await siding::sleep_for(1h);
}

siding::task<> say_so() {
  siding::log::info("sleeping");
  co_return;
}

struct Lingers {
  siding::task<siding::response> sleeps(const siding::request&) {
    const auto guard = co_await siding::on_cancel([] { siding::log::info("the callback was called"); });
    try {
      co_await siding::all(sleep_long(), say_so());  // it sleeps already when it says so
    } catch (const siding::cancelled& why) {
      siding::log::info("woken: ", why.what());
      throw;
    }
    co_return siding::text("not reached");
  }

  siding::response computes(const siding::request& request) {
    siding::log::info("computing");
    while (!request.cancelled()) std::this_thread::yield();
    siding::log::info("stopped: ", siding::to_string(*request.cancelled()));
    return siding::text("too late");
  }
};

}  // namespace

SIDING_PLUGIN(Lingers, "lingers", "1.0.0", siding::async<&Lingers::sleeps>("sleeps"),
              siding::sync<&Lingers::computes>("computes"))
