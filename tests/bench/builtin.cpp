// builtin - the host's transport, router and counters with one answer built in, and no plugin.
//
//   siding_builtin     prints its port, serves /plain on 127.0.0.1 until it is ended
//
// Beside Siding with the same answer from a plugin it shows what the boundary costs:
// the C calls, the scope of each request, the turn and the watch. It has as many threads as
// the host, since the kernel is slower with the descriptors of a process that has several.
#include <cstdio>
#include <latch>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "dispatch/loop_figures.hpp"
#include "http/response.hpp"
#include "routing/router.hpp"
#include "scheduler/event_loop.hpp"
#include "scheduler/ring.hpp"
#include "transport/acceptor.hpp"
#include "transport/connection_limit.hpp"
#include "transport/connection_set.hpp"
#include "transport/dealer.hpp"
#include "transport/listener.hpp"

namespace siding {
namespace {

constexpr int kThreads = 8;  // that sleep: workers, the watchdog, a spare driver

struct OwnExchange final : http::Exchange {
  routing::Match match;
  scheduler::Clock::time_point head_at;
};

class Builtin final : public http::Service {
 public:
  explicit Builtin(scheduler::EventLoop& loop) : loop_{loop} { loop_.set_observer(&figures_); }

  http::Exchange& open() override {
    if (free_.empty()) {
      made_.push_back(std::make_unique<OwnExchange>());
      free_.push_back(made_.back().get());
    }
    OwnExchange& exchange = *free_.back();
    free_.pop_back();
    return exchange;
  }
  http::Admission admit(http::Exchange& exchange) override {
    auto& own = static_cast<OwnExchange&>(exchange);
    own.head_at = loop_.now();
    if (router_.find(own.request.method, own.request.path, own.match) == routing::Outcome::found) return {};
    http::make_problem(own.response, 404, {}, own.request);
    return {.answered = true};
  }
  void start(http::Exchange& exchange) override {
    figures_.of(0).begun();
    http::append_field(exchange.response, "Content-Type", "text/plain; charset=utf-8");
    exchange.response.body.copy("Hello, world!");
    exchange.sink->answered(exchange);
  }
  void abandon(http::Exchange& exchange, http::Abandoned) override { close(exchange); }
  void close(http::Exchange& exchange) override {
    const auto head_at = static_cast<OwnExchange&>(exchange).head_at;
    figures_.finished(figures_.of(0), exchange.request.method, exchange.response.status, head_at, nullptr);
    figures_.of(0).ended();
    exchange.request.clear();
    exchange.response.clear();
    free_.push_back(&static_cast<OwnExchange&>(exchange));
  }

 private:
  scheduler::EventLoop& loop_;
  dispatch::LoopFigures figures_{1};
  const std::vector<routing::Pattern> patterns_{{"/plain", {}, {}}};
  const routing::Router router_{std::move(*routing::Router::build(patterns_))};
  std::vector<std::unique_ptr<OwnExchange>> made_;
  std::vector<OwnExchange*> free_;
};

}  // namespace
}  // namespace siding

int main() {
  using namespace siding;
  auto ring = scheduler::Ring::open();
  scheduler::EventLoop loop{0, true, ring ? std::move(*ring) : nullptr};
  Builtin service{loop};
  const transport::Limits limits;
  transport::ConnectionLimit limit{limits};
  transport::ConnectionSet connections{loop, service, limits, limit};
  transport::Dealer dealer{{&connections}};
  auto listener = transport::Listener::open("127.0.0.1", 0).value();
  transport::Acceptor acceptor{loop, dealer};
  acceptor.start(listener).value();
  std::printf("%d\n", listener.port());
  std::fflush(stdout);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) threads.emplace_back([] { std::latch{1}.wait(); });
  loop.drive();
}
