// exchange.hpp - the seam between the transport and the dispatcher.
//
// The transport reads requests and writes responses; the dispatcher decides
// what answers. Neither knows the other: both know these three types.
// Threads: everything here happens on the driver of the connection's loop.
#pragma once

#include <cstdint>

#include "http/request.hpp"
#include "http/response.hpp"

namespace siding::http {

class AnswerSink;

// One request with its response. Made and recycled by the Service; the
// transport borrows it from Service::open() until Service::close().
struct Exchange {
  Request request;
  Response response;
  AnswerSink* sink = nullptr;  // who waits for the answer; set by the transport before start()
  std::uint32_t slot = 0;      // the sink's own mark

 protected:
  ~Exchange() = default;
};

// Implemented by the transport's connection.
class AnswerSink {
 public:
  // The response is complete. At most once per exchange, never after abandon();
  // possibly before Service::start() has returned.
  virtual void answered(Exchange& exchange) noexcept = 0;

 protected:
  ~AnswerSink() = default;
};

// What the head of a request leads to.
struct Admission {
  bool answered = false;         // response is complete already: 404, 405, OPTIONS, 503
  std::uint64_t body_limit = 0;  // bytes of content accepted: more is answered 413
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
  // The body is complete. AnswerSink::answered() follows, unless abandoned first.
  virtual void start(Exchange& exchange) = 0;
  // Started but nobody waits any more: the sink is forgotten, the handler is told.
  // Takes the place of close().
  virtual void abandon(Exchange& exchange, Abandoned why) = 0;
  // The transport is done with it: never started, or answered and written.
  virtual void close(Exchange& exchange) = 0;

 protected:
  ~Service() = default;
};

}  // namespace siding::http
