// exchange.hpp - the seam between the transport and the dispatcher.
//
// The transport reads requests and writes responses; the dispatcher decides
// what answers. Neither knows the other: both know these types.
// Content goes whole, in request.body and response.body, or in pieces: then each
// side takes one piece at a time and says when it wants more.
// Threads: everything here happens on the driver of the connection's loop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/recycled.hpp"
#include "http/refusal.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace siding::http {

class AnswerSink;

// The next piece of a streamed response. Filled by the Service; sent, first
// `copied` and then `borrowed`, by the transport, which says so by refill().
struct Piece {
  std::string copied;
  std::string_view borrowed;  // lives until refill() or abandon()
  bool last = false;          // nothing follows it
  bool broken = false;        // the content will never be complete: the client must see that

  bool empty() const { return copied.empty() && borrowed.empty(); }
  void clear() {
    recycle(copied, kKept);
    borrowed = {};
    last = broken = false;
  }

 private:
  static constexpr std::size_t kKept = 4 << 10;  // bytes that stay allocated
};

// One request with its response. Made and recycled by the Service; the
// transport borrows it from Service::open() until Service::close().
struct Exchange {
  Request request;
  AnswerSink* sink = nullptr;    // who waits for the answer; set by the transport before start()
  Response* answer = &response;  // what is sent: `response`, or another that the Service keeps
  std::uint32_t slot = 0;        // the sink's own mark
  bool sent = false;             // the whole answer, to the kernel; set by the transport before close()
  bool content_follows = false;  // start() comes before the content; set by the transport
  Response response;
  Piece piece;  // of a streamed response

 protected:
  ~Exchange() = default;
};

// Implemented by the transport's connection.
class AnswerSink {
 public:
  // The response is complete. At most once per exchange, never after abandon();
  // possibly before Service::start() has returned. Of a streamed response: its head.
  virtual void answered(Exchange& exchange) noexcept = 0;
  // Something came into a piece that was empty or not the last. After answered().
  virtual void piece_ready(Exchange&) noexcept {}
  // There is room for streamed content of the request.
  virtual void wants_content(Exchange&) noexcept {}

 protected:
  ~AnswerSink() = default;
};

// What the head of a request leads to.
struct Admission {
  bool answered = false;         // response is complete already: 404, 405, OPTIONS, 503
  std::uint64_t body_limit = 0;  // bytes of content accepted: more is answered 413
  bool streamed = false;         // start() at once; the content follows in pieces
};

// Why an exchange was given up.
enum class Abandoned { client_gone, transport_error };

// Implemented by the dispatcher, one per loop.
class Service {
 public:
  // A cleared exchange.
  virtual Exchange& open() = 0;
  // The head is complete, the body not yet read.
  virtual Admission admit(Exchange& exchange) = 0;
  // The body is complete, or it is streamed. AnswerSink::answered() follows, unless abandoned first.
  virtual void start(Exchange& exchange) = 0;

  // The rest only for who streams; the request is started and not closed or abandoned.

  // A piece of content is in request.content, to be taken from there. False: enough for now;
  // wants_content() follows when there is room.
  virtual bool content(Exchange&) { return true; }
  virtual void content_ended(Exchange&) {}
  // The rest of the content can't be had: answers with `refusal`, unless it is answered already.
  virtual void content_failed(Exchange&, const Refusal&) {}
  // The piece is sent: puts the next one there. Never after the last.
  virtual void refill(Exchange&) {}
  // Started but nobody waits any more: the sink is forgotten, the handler is told.
  // Takes the place of close().
  virtual void abandon(Exchange& exchange, Abandoned why) = 0;
  // The transport is done with it: never started, or answered and written.
  virtual void close(Exchange& exchange) = 0;
  // A crowd has left: what is kept to be used again can go.
  virtual void shrink() {}

 protected:
  ~Service() = default;
};

}  // namespace siding::http
