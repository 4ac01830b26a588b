// inflow.hpp - the content of a request on its way to the plugin.
//
// The transport puts pieces in, the plugin takes them; the transport pauses
// while 64 KiB wait. A request that came whole is one piece.
// Owner:   PluginExchange. Threads: as tagged, under the scope's mutex.
// Bounds:  64 KiB and one read of the socket, and as much lent to the plugin.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <string>
#include <string_view>

#include <siding/abi.h>

#include "dispatch/flow.hpp"
#include "http/request.hpp"

namespace siding::dispatch {

class Scope;

class Inflow final : public Flow {
 public:
  // Where nothing follows it, the request has its content whole.
  Inflow(Scope& scope, const http::Request& request) : scope_(scope), request_(request) {}

  void reset();   // a new life [driver]
  void expect();  // in it: the content follows in pieces [driver]
  void shrink();  // between two lives [driver]

  // Takes what is in `content`. False: the transport pauses. [driver]
  bool arrived(std::string& content);
  void ended();                    // [driver]
  void fail(std::int32_t reason);  // what follows is given up; the first reason stays [driver]
  // True once when the transport should go on. [driver]
  bool take_wish();

  // As in siding/abi.h. [any-thread]
  std::int32_t read(siding_op& op, siding_str& piece);
  std::int32_t read_wait(siding_str& piece);

  void op_cancelled(siding_op& op) noexcept override;

 private:
  std::int32_t next(siding_str& piece);

  Scope& scope_;
  const http::Request& request_;

  // Guarded by the scope's mutex.
  std::string arriving_;
  std::string lent_;        // the plugin looks at it until it reads again
  std::string_view whole_;  // the content of a request that came whole, until it is read
  siding_op* op_ = nullptr;
  siding_str* piece_ = nullptr;  // where op_ wants it
  std::int32_t failed_ = 0;
  bool ended_ = true;
  bool asked_ = false;    // the plugin has begun to read
  bool paused_ = false;   // the transport was told that there is enough
  bool wish_ = false;     // the transport is to be told to go on
  bool waiting_ = false;  // a thread is inside read_wait()
  std::condition_variable changed_;
};

}  // namespace siding::dispatch
