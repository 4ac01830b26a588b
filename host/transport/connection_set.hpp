// connection_set.hpp - the connections of one event loop.
//
// Owner:   Server, one per loop; made before the loop is driven, destroyed after
//          it is driven no more and before the service.
// Threads: hand_over() and make_room() any; everything else the loop's driver.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "http/exchange.hpp"
#include "scheduler/call.hpp"
#include "scheduler/event_loop.hpp"
#include "transport/connection.hpp"
#include "transport/connection_limit.hpp"
#include "transport/idle_list.hpp"
#include "transport/options.hpp"
#include "transport/peer.hpp"

namespace siding::transport {

class ConnectionSet final : private ConnectionOwner, private IdleHolder, private scheduler::Call {
 public:
  ConnectionSet(scheduler::EventLoop& loop, http::Service& service, const Limits& limits, ConnectionLimit& limit,
                http::TrustedProxies proxies = {});
  ~ConnectionSet();

  scheduler::EventLoop& loop() { return shared_.loop; }

  // Takes a connected, non-blocking socket and serves it, or refuses it when there are too many.
  void adopt(int fd);
  void hand_over(int fd);  // adopt(), from another thread
  // Has an idle connection closed, of whichever loop. False when there is none.
  bool make_room() { return limit_.make_room(); }

  // Closes what is idle, lets the rest answer what has begun, with `Connection:
  // close`. `empty` is called once, when no connection is left; perhaps at once.
  void drain(std::function<void()> empty);
  // The same without closing what is idle: whoever asks once more is answered, with `Connection: close`.
  // No request can be lost by this, since no connection is closed that a request may be on its way to.
  void retire(std::function<void()> empty);
  // Closes all; whatever runs is abandoned.
  void close_all();

  std::size_t size() const { return connections_.size(); }

 private:
  void run() noexcept override;  // takes what was handed over
  void on_finished(Connection& connection) noexcept override;
  void on_idle(Connection& connection, bool idle) noexcept override;
  bool give_up_oldest() noexcept override;
  std::size_t idle_count() const noexcept override;

  // Runs what give_up_oldest() promised.
  struct GivingUp final : scheduler::Call {
    explicit GivingUp(ConnectionSet& owner) : set{owner} {}
    void run() noexcept override { set.do_give_up(); }
    ConnectionSet& set;
  };

  void do_adopt(int fd, Peer peer, bool welcome);
  bool make_room_for(ConnectionLimit::Verdict verdict, std::uint64_t address);
  bool give_up_idle_of(std::uint64_t address);
  bool do_give_up_oldest();
  void do_give_up();
  void leave(const Connection& connection);
  void give_back_memory();
  void report_empty();

  const Limits limits_;
  ConnectionLimit& limit_;
  Shared shared_;
  IdleList idle_;
  std::atomic<std::int64_t> available_{0};  // idle connections that nobody has asked to give up
  std::atomic<std::size_t> asked_{0};       // how often give_up_oldest() has, since the last do_give_up()
  GivingUp giving_up_{*this};
  std::vector<std::unique_ptr<Connection>> connections_;
  std::size_t crowd_ = 0;  // the most connections since memory was given back
  bool draining_ = false;
  std::function<void()> empty_;

  std::mutex handed_mutex_;
  std::vector<int> handed_;  // guarded by handed_mutex_
};

}  // namespace siding::transport
