// erratic.cpp - handlers that answer the {name} of their path, and hold a thread for as long as the query says:
//
//   ?hold=12            milliseconds, asleep
//   &how=spin | lock    computing; or asleep, all under one lock
//
//   at_once   an ordinary function, in an async route
//   between   a coroutine that holds its thread between two sleeps
//   beside    the same inside of an offload()
//   whole     sync
#include <chrono>
#include <mutex>
#include <string>
#include <thread>

#include <siding/plugin.hpp>

namespace {

using namespace std::chrono_literals;

class Erratic {
 public:
  siding::response at_once(const siding::request& request) {
    hold(request);
    return name_of(request);
  }

  siding::task<siding::response> between(const siding::request& request) {
    co_await siding::sleep_for(1ms);
    hold(request);
    co_await siding::sleep_for(1ms);
    co_return name_of(request);
  }

  siding::task<siding::response> beside(const siding::request& request) {
    co_await siding::offload([&] { hold(request); });
    co_await siding::sleep_for(1ms);
    co_await siding::offload([&] { hold(request); });
    co_return name_of(request);
  }

  siding::response whole(const siding::request& request) {
    hold(request);
    return name_of(request);
  }

 private:
  static siding::response name_of(const siding::request& request) {
    return siding::text(std::string{request.param("name").value_or("?")});
  }

  void hold(const siding::request& request) {
    const auto written = request.query("hold");
    if (!written) return;
    const std::chrono::milliseconds time{std::stoi(*written)};
    const auto how = request.query("how").value_or("sleep");
    if (how == "spin") {
      const auto until = std::chrono::steady_clock::now() + time;
      while (std::chrono::steady_clock::now() < until) {
      }
      return;
    }
    std::unique_lock lock{mutex_, std::defer_lock};
    if (how == "lock") lock.lock();
    std::this_thread::sleep_for(time);
  }

  std::mutex mutex_;
};

}  // namespace

SIDING_PLUGIN(Erratic, "erratic", "1.0.0", siding::async<&Erratic::at_once>("at_once"),
              siding::async<&Erratic::between>("between"), siding::offloading<&Erratic::beside>("beside"),
              siding::sync<&Erratic::whole>("whole"))
