#include "test_server.hpp"

#include <cstdlib>
#include <future>
#include <string_view>
#include <utility>

#include "scheduler/ring.hpp"

namespace siding::transport::test {
namespace {

struct Work final : scheduler::Call {
  explicit Work(const std::function<void()>& body) : work{body} {}
  void run() noexcept override {
    work();
    done.set_value();
  }

  const std::function<void()>& work;
  std::promise<void> done;
};

std::unique_ptr<scheduler::Ring> open_ring() {
  const char* const wanted = std::getenv("SIDING_TEST_IO_URING");
  if (wanted && std::string_view{wanted} == "off") return nullptr;
  auto ring = scheduler::Ring::open(1);
  return ring ? std::move(*ring) : nullptr;
}

}  // namespace

TestServer::Track::Track(unsigned index, const Limits& limits, ConnectionLimit& limit)
    : loop{index, true, open_ring()}, service{loop}, connections{loop, service, limits, limit} {}

TestServer::TestServer(const Limits& limits, unsigned loops, const std::string& host)
    : limit_{limits}, listener_{Listener::open(host, 0).value()} {
  for (unsigned i = 0; i < loops; ++i) tracks_.push_back(std::make_unique<Track>(i, limits, limit_));
  dealer_ = std::make_unique<Dealer>(sets());
  for (const auto& track : tracks_) {
    track->acceptor = std::make_unique<Acceptor>(track->loop, *dealer_);
    track->acceptor->start(listener_).value();
    track->thread = std::thread{[&loop = track->loop] { loop.drive(); }};
  }
}

TestServer::~TestServer() {
  for (const auto& track : tracks_) track->loop.stop();
  for (const auto& track : tracks_) track->thread.join();
}

void TestServer::on_loop(const std::function<void()>& work, unsigned loop) {
  Work call{work};
  auto done = call.done.get_future();
  track(loop).loop.post(call);
  done.get();
}

void TestServer::release(const std::string& target) {
  on_loop([&] { service().release(target); });
}

void TestServer::settle() {
  for (int cycles = 0; cycles < 2; ++cycles) {
    for (unsigned loop = 0; loop < tracks_.size(); ++loop) on_loop([] {}, loop);
  }
}

std::size_t TestServer::connection_count(unsigned loop) {
  std::size_t count = 0;
  on_loop([&] { count = connections(loop).size(); }, loop);
  return count;
}

void TestServer::wait_for_connections(std::size_t count) {
  while (connection_count() != count) std::this_thread::yield();
}

std::vector<ConnectionSet*> TestServer::sets() {
  std::vector<ConnectionSet*> sets;
  for (const auto& track : tracks_) sets.push_back(&track->connections);
  return sets;
}

}  // namespace siding::transport::test
