#include "unit/dispatch/test_host.hpp"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>
#include <utility>

namespace siding::test {

namespace {

using namespace std::chrono_literals;

// A test that leaves something running has failed in a way that no check shows.
template <class Condition>
void wait_until(Condition condition, const char* what) {
  const auto limit = std::chrono::steady_clock::now() + 60s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > limit) {
      std::fprintf(stderr, "after 60 s still not: %s\n", what);
      std::abort();
    }
    std::this_thread::yield();
  }
}

}  // namespace

std::deque<ScriptedRoute> TestHost::one_route(Mode mode, Script start) {
  std::deque<ScriptedRoute> routes(1);
  routes.front().mode = mode;
  routes.front().start = std::move(start);
  return routes;
}

TestHost::TestHost(std::deque<ScriptedRoute> routes, const scheduler::PoolOptions& pool) : scripts_(std::move(routes)) {
  pools_.emplace("default", std::make_unique<scheduler::WorkerPool>(pool));
  parts_.loops = {&driven_.loop()};
  parts_.pool = &this->pool();
  parts_.logger = &log_.logger();
  plugin_.emplace("scripted", parts_);
  plugin::PluginOptions options;
  options.name = "scripted";
  instance_ = std::move(*plugin::PluginInstance::start(std::make_unique<ScriptedLibrary>(), options, *plugin_));
  bindings_["scripted"] = {&*plugin_, instance_.get()};
  bindings_["disabled"] = {&*plugin_, nullptr};
  routes_.emplace(build_routes());
  run([this] { dispatcher_.emplace(driven_.loop(), *routes_, log_.logger()); });
}

dispatch::RouteTable TestHost::build_routes() {
  std::vector<dispatch::RouteOptions> all;
  for (ScriptedRoute& one : scripts_) {
    auto& options = all.emplace_back();
    options.name = options.path = one.path;
    options.methods = {"GET", "POST"};
    options.plugin = one.start ? "scripted" : "disabled";
    options.handler = "scripted";
    options.mode = one.mode;
    options.stream_body = one.stream_body;
    options.timeout = one.timeout;
    options.max_in_flight = one.max_in_flight;
    options.settings = settings_of(one.start);
    options.place = options.mode_place = {std::make_shared<const std::string>("routes.yaml"), 7, 3};
  }
  return std::move(*dispatch::RouteTable::build(std::move(all), bindings_, pools_, 1024));
}

TestHost::~TestHost() {
  plugin_->drain();
  cancel_all(SIDING_E_DRAINING);
  wait_until([this] { return recycled(); }, "every exchange is over");
  wait_until([this] { return plugin_->quiet(); }, "background work is quiet");
  pool().stop(1h);
  routes_->free_settings(bindings_);
  driven_.stop();
}

void TestHost::cancel_all(std::int32_t reason) {
  run([&] { dispatcher_->cancel_all(reason); });
}

void TestHost::wait_until_recycled() {
  wait_until([this] { return recycled(); }, "every exchange is over");
}

}  // namespace siding::test
