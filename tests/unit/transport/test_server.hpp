// test_server.hpp - the transport on real loops and a real port, over fake services.
//
// Every send goes through io_uring where there is one, unless SIDING_TEST_IO_URING is "off".
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "client.hpp"
#include "fake_service.hpp"
#include "scheduler/event_loop.hpp"
#include "transport/acceptor.hpp"
#include "transport/connection_limit.hpp"
#include "transport/connection_set.hpp"
#include "transport/dealer.hpp"
#include "transport/listener.hpp"
#include "transport/options.hpp"

namespace siding::transport::test {

class TestServer {
 public:
  explicit TestServer(const Limits& limits = {}, unsigned loops = 1, const std::string& host = "127.0.0.1");
  ~TestServer();

  std::uint16_t port() const { return listener_.port(); }
  FakeService& service(unsigned loop = 0) { return track(loop).service; }
  ConnectionSet& connections(unsigned loop = 0) { return track(loop).connections; }

  // Runs it on the loop's driver and waits for its end.
  void on_loop(const std::function<void()>& work, unsigned loop = 0);
  void release(const std::string& target);
  // The loops have seen every byte that was sent before.
  void settle();
  std::size_t connection_count(unsigned loop = 0);
  void wait_for_connections(std::size_t count);

 private:
  struct Track {
    Track(unsigned index, const Limits& limits, ConnectionLimit& limit);

    scheduler::EventLoop loop;
    FakeService service;
    ConnectionSet connections;
    std::unique_ptr<Acceptor> acceptor;
    std::thread thread;
  };

  Track& track(unsigned loop) { return *tracks_[loop]; }
  std::vector<ConnectionSet*> sets();

  ConnectionLimit limit_;
  Listener listener_;
  std::vector<std::unique_ptr<Track>> tracks_;
  std::unique_ptr<Dealer> dealer_;
};

}  // namespace siding::transport::test
