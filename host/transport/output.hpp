// output.hpp - sends the answers of one connection, in order, many in one call.
//
// Bodies are not copied, and nothing is formatted ahead: what the socket does
// not take stays in its exchange, but for the rest of one head. A streamed answer
// goes out piece by piece, as chunks where its length is unknown.
// Owner:   Connection. Threads: the loop's driver.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/text_buffer.hpp"
#include "http/exchange.hpp"
#include "transport/exchange_queue.hpp"
#include "transport/gather.hpp"
#include "transport/response_head.hpp"
#include "transport/socket.hpp"

namespace siding::transport {

class Output {
 public:
  enum class Outcome {
    done,     // everything that was ready is sent
    more,     // there may be more that is
    blocked,  // the socket takes no more now
    failed,   // the peer is gone
    broken,   // the answer in front will never be complete
    unread,   // the last answer is complete, but its request's content is not: leave it first
  };

  // Sends what is ready at the front of `queue`; exchanges that are sent are closed and popped.
  Outcome send(ExchangeQueue& queue, Socket& socket, http::Service& service, Gather& gather, ResponseHeads& heads,
               ResponseHeads::Clock::time_point now);

  // The same in two parts, for a send among others: gathers what is ready, as a message of its own. False: nothing is
  // to be sent so, and send() knows why.
  bool prepare(ExchangeQueue& queue, Gather& gather, ResponseHeads& heads, ResponseHeads::Clock::time_point now);
  // What came of it. `gather` still has the message.
  Outcome sent(ExchangeQueue& queue, http::Service& service, Gather& gather, const Transfer& sent);

  // The bytes that the socket took since the last call.
  std::size_t take_progress() { return std::exchange(progress_, 0); }

 private:
  void collect(ExchangeQueue& queue, Gather& gather, ResponseHeads& heads, ResponseHeads::Clock::time_point now);
  void collect_answer(Slot& slot, bool continued, Gather& gather, ResponseHeads& heads,
                      ResponseHeads::Clock::time_point now);
  void advance(ExchangeQueue& queue, http::Service& service, Gather& gather, std::size_t sent);
  bool advance_first(Slot& slot, std::string_view text, std::size_t& sent);
  void open_piece(Slot& slot, ResponseHeads& heads, ResponseHeads::Clock::time_point now);
  void collect_piece(const Slot& slot, Gather& gather) const;
  void advance_piece(ExchangeQueue& queue, http::Service& service, std::size_t sent);
  void close_first(ExchangeQueue& queue, http::Service& service);

  TextBuffer rest_;             // of a head of which the first part is sent, or of an interim response
  bool head_sent_ = false;      // the first exchange's head is sent, or in rest_
  std::uint8_t collected_ = 0;  // answers of which something is in the message
  std::size_t body_sent_ = 0;   // bytes of the first exchange's body
  std::size_t progress_ = 0;

  bool piece_open_ = false;  // the first exchange's piece is on its way, body_sent_ bytes of it are sent
  bool piece_last_ = false;  // and nothing follows it
  std::string_view tail_;    // what ends the chunk
};

}  // namespace siding::transport
