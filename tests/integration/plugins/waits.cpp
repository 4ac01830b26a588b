// waits.cpp - what one request can wait for: time, a worker, several things at once.
#include <stdexcept>
#include <string>

#include <siding/plugin.hpp>

namespace {

using namespace std::chrono_literals;

siding::task<int> later(std::chrono::milliseconds time, int number) {
  co_await siding::sleep_for(time);
  co_return number;
}

siding::task<int> fails(std::chrono::milliseconds time) {
  co_await siding::sleep_for(time);
  throw std::runtime_error{"one branch failed"};
}

struct Waits {
  siding::task<siding::response> sleep(const siding::request&) {
    const auto begin = std::chrono::steady_clock::now();
    co_await siding::sleep_for(20ms);
    co_return siding::text(std::chrono::steady_clock::now() - begin < 20ms ? "too short" : "long enough");
  }

  siding::task<siding::response> offload(const siding::request& request) {
    siding::log::debug("about to offload");
    co_return siding::text(co_await siding::offload([&] { return "offloaded " + std::string{request.query()}; }));
  }

  siding::task<siding::response> offload_throws(const siding::request&) {
    co_await siding::offload([] { throw std::runtime_error{"thrown on a worker"}; });
    co_return siding::text("not reached");
  }

  siding::task<siding::response> offload_refuses(const siding::request&) {
    co_await siding::offload([] { throw siding::http_error{409, "taken already"}; });
    co_return siding::text("not reached");
  }

  siding::task<siding::response> all(const siding::request&) {
    const auto [a, b, c] = co_await siding::all(later(3ms, 1), later(1ms, 2), later(0ms, 3));
    co_return siding::text(std::to_string(a) + std::to_string(b) + std::to_string(c));
  }

  siding::task<siding::response> all_but_one(const siding::request&) {
    co_await siding::all(later(1h, 1), fails(1ms));
    co_return siding::text("not reached");
  }

  siding::task<siding::response> any(const siding::request&) {
    const auto first = co_await siding::any(later(1h, 1), later(1ms, 2), fails(0ms));
    co_return siding::text("branch " + std::to_string(first.index()));
  }

  siding::task<siding::response> in_time(const siding::request&) {
    co_return siding::text(std::to_string(co_await siding::with_timeout(1h, later(1ms, 7))));
  }

  siding::task<siding::response> too_late(const siding::request&) {
    co_await siding::with_timeout(2ms, later(1h, 7));
    co_return siding::text("not reached");
  }
};

}  // namespace

SIDING_PLUGIN(Waits, "waits", "1.0.0", siding::async<&Waits::sleep>("sleep"),
              siding::offloading<&Waits::offload>("offload"),
              siding::offloading<&Waits::offload_throws>("offload_throws"),
              siding::offloading<&Waits::offload_refuses>("offload_refuses"), siding::async<&Waits::all>("all"),
              siding::async<&Waits::all_but_one>("all_but_one"), siding::async<&Waits::any>("any"),
              siding::async<&Waits::in_time>("in_time"), siding::async<&Waits::too_late>("too_late"))
