// fake_service.hpp - answers by the path, in all the ways a dispatcher can.
//
//   /now...   at once, inside start(): "<method> <target> <content>"
//   /queued   in the loop's turn, the same text
//   /held...  when the test says so
//   /size?N   at once, N bytes; /held/size?N
//   /peer     at once, the peer's address
//   /fields   at once, the names of the fields
//   /denied   404 before the content is read
//   /204 /304 at once, with that status and a body that must not be sent
//   /throws   start() throws
//   /pieces?N at once, in pieces of N bytes: one copied, one borrowed, one of both, and the end
//   /pieces/length?N the same with its length, /pieces/broken?N without the end
//   /fed      its content taken in pieces, then "fed <bytes>"
// The content may have 100,000 bytes, 20 MB on /now/large.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "http/exchange.hpp"
#include "scheduler/event_loop.hpp"

namespace siding::transport::test {

struct FakeExchange final : http::Exchange, scheduler::PluginCall {
  void enter() noexcept override {}
  void run() noexcept override;
  scheduler::Conduct* conduct() noexcept override { return nullptr; }
  void reroute() noexcept override { run(); }

  std::string block;    // what is borrowed
  unsigned filled = 0;  // pieces so far
  std::size_t fed = 0;  // bytes of content
};

// What happened so far.
struct Tally {
  unsigned open = 0;  // exchanges that are with the transport
  unsigned opened = 0;
  unsigned started = 0;
  unsigned abandoned = 0;
  std::vector<std::string> held;  // targets, in the order of their start
  std::string abandoned_as;
};

class FakeService final : public http::Service {
 public:
  explicit FakeService(scheduler::EventLoop& loop) : loop_{loop} {}

  http::Exchange& open() override;
  http::Admission admit(http::Exchange& exchange) override;
  void start(http::Exchange& exchange) override;
  void abandon(http::Exchange& exchange, http::Abandoned why) override;
  void close(http::Exchange& exchange) override;
  bool content(http::Exchange& exchange) override;
  void content_ended(http::Exchange& exchange) override;
  void content_failed(http::Exchange& exchange, const http::Refusal& refusal) override;
  void refill(http::Exchange& exchange) override;

  // [driver] Answers the held request with that target.
  void release(const std::string& target);

  // [driver] Follows once, when an answer is sent.
  std::function<void()> when_closed;

  // Any thread.
  Tally tally() const;
  void wait_until(const std::function<bool(const Tally&)>& reached) const;

 private:
  template <class Change>
  void note(Change change);
  void recycle(http::Exchange& exchange);

  scheduler::EventLoop& loop_;
  std::vector<std::unique_ptr<FakeExchange>> exchanges_;
  std::vector<http::Exchange*> held_;

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  Tally tally_;  // guarded by mutex_
};

}  // namespace siding::transport::test
