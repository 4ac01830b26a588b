// connection.hpp - one client's stream: its requests in, its answers out.
//
// Events (bytes, room, a deadline, an answer) only note what happened; flush(),
// at the end of the cycle, sends, starts, reads on, waits or closes.
// A client that ends its side after a request may have closed, or wait for its
// answer still: it gets what is answered within a second, then it is gone.
// Owner:   ConnectionSet. Threads: the loop's driver.
// Bounds:  one read of input, 32 exchanges, 64 KiB of answers ahead of the socket.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "http/exchange.hpp"
#include "http/forwarded.hpp"
#include "scheduler/event_loop.hpp"
#include "transport/deadline.hpp"
#include "transport/exchange_queue.hpp"
#include "transport/gather.hpp"
#include "transport/idle_list.hpp"
#include "transport/options.hpp"
#include "transport/output.hpp"
#include "transport/request_reader.hpp"
#include "transport/response_head.hpp"
#include "transport/send_batch.hpp"
#include "transport/socket.hpp"

namespace siding::transport {

class Connection;

// What the connections of one loop have in common.
struct Shared {
  scheduler::EventLoop& loop;
  http::Service& service;
  const Limits& limits;
  std::vector<char> space;  // received bytes, until they are parsed
  Gather gather;
  SendBatch sends;
  ResponseHeads heads;
  SlotStore slots;
  http::TrustedProxies proxies;
};

class ConnectionOwner {
 public:
  // The connection is closed and no wait is left: destroy it.
  virtual void on_finished(Connection& connection) noexcept = 0;
  // It waits for a request, since just now; or it does so no more.
  virtual void on_idle(Connection& connection, bool idle) noexcept = 0;

 protected:
  ~ConnectionOwner() = default;
};

class Connection final : public IdleLink,
                         public http::AnswerSink,
                         public scheduler::Flusher,
                         private SocketEvents,
                         private DeadlineOwner {
 public:
  // Takes `fd`. `peer` is "192.0.2.1:5000".
  Connection(Shared& shared, ConnectionOwner& owner, int fd, std::string peer);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start();   // waits for the first request
  void shed();    // answers 503 without waiting for one
  void drain();   // what has begun is answered, nothing begins any more
  void retire();  // the next answer is the last one
  void abort();   // closes now
  // Nothing of a request has arrived since the last answer.
  bool is_idle() const;

  void answered(http::Exchange& exchange) noexcept override;
  void piece_ready(http::Exchange& exchange) noexcept override;
  void wants_content(http::Exchange& exchange) noexcept override;
  void flush() noexcept override;

  // The owner's own marks.
  std::size_t index = 0;
  std::uint64_t address = 0;
  bool turned_away = false;

 private:
  void on_ready(Wait wait) noexcept override;
  void on_sent(const Transfer& transfer) noexcept override;
  void on_deadline(Patience patience) noexcept override;

  // Input: connection_input.cpp.
  void do_receive();
  void on_received(std::string_view bytes);
  void do_parse(std::string_view& input);
  bool may_parse() const;
  void on_head(bool more_follows);
  void admit(Slot& slot, const http::Head& head, bool more_follows);
  void leave_content(Slot& slot);
  void on_complete();
  void feed(Slot& slot);
  void on_content();
  bool held_back() const;
  bool do_resume();
  bool do_start();
  bool do_end_input();
  Slot& open_slot();
  void refuse(const http::Refusal& refusal);
  void refuse_content(const http::Refusal& refusal);
  void end_requests();

  bool do_prepare();
  void do_settle();
  void do_send();
  void note_sent(Output::Outcome outcome);
  void do_break();
  void do_wait();
  void do_finish();
  void lose(http::Abandoned why);

  bool wants_input() const;
  bool finished() const;
  Patience patience() const;
  std::chrono::nanoseconds timeout(Patience patience) const;
  Allowance allowance(Patience patience) const;
  std::uint64_t taken_since();
  void note_idle(Patience next);

  template <class Step>
  void fenced(Step step) noexcept;

  Shared& shared_;
  ConnectionOwner& owner_;
  Socket socket_;
  Deadline deadline_;
  RequestReader reader_;
  ExchangeQueue exchanges_;
  Output output_;
  std::string peer_;
  std::size_t lingered_ = 0;  // bytes thrown away since the last answer
  std::size_t received_ = 0;  // bytes of content since the deadline was looked at
  std::uint64_t sent_ = 0;    // bytes that the kernel took
  std::uint64_t taken_ = 0;   // bytes of them that the client had taken, when last looked at

  const bool proxied_;         // the peer speaks for others
  bool batched_ = false;       // something is left to the batch
  bool blocked_ = false;       // the socket takes no more answers now
  bool progress_ = false;      // the deadline starts to count again
  bool input_ended_ = false;   // the client has ended its side
  bool requests_end_ = false;  // no further head is read
  bool refused_ = false;       // input is left that nobody reads
  bool draining_ = false;
  bool retiring_ = false;
  bool lingering_ = false;    // all is sent; waits for the client's end
  bool lost_ = false;         // closed
  bool false_alarm_ = false;  // urgent data looks like an error: waiting for one would spin
};

}  // namespace siding::transport
