// ticker.cpp - background work that ticks until the host stops.
//
//   third   answers when it has ticked three times
#include <siding/plugin.hpp>

namespace {

using namespace std::chrono_literals;

class Ticker {
 public:
  Ticker() { background_.spawn(tick()); }

  siding::task<siding::response> third(const siding::request&) {
    co_await third_.wait();
    co_return siding::text("ticked");
  }

 private:
  siding::task<> tick() {
    try {
      for (int count = 1;; ++count) {
        co_await siding::sleep_for(1ms);
        co_await siding::offload([] {});
        if (count == 3) third_.set();
      }
    } catch (const siding::cancelled& why) {
      siding::log::info("ticks no more: ", why.what());
    }
  }

  siding::event third_;
  siding::scope background_{"ticker"};
};

}  // namespace

SIDING_PLUGIN(Ticker, "ticker", "1.0.0", siding::async<&Ticker::third>("third"))
