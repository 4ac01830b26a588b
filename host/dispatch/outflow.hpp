// outflow.hpp - the content of a streamed response on its way to the client.
//
// Small writes are copied together; a large one, or one too many, stays in the
// plugin's memory until it is sent. The transport takes a piece at a time.
// Owner:   PluginExchange. Threads: as tagged, under the scope's mutex.
// Bounds:  64 KiB copied, as much in the transport's hands, and one write.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <string>
#include <string_view>

#include <siding/abi.h>

#include "dispatch/flow.hpp"
#include "http/exchange.hpp"

namespace siding::dispatch {

class Scope;

class Outflow final : public Flow {
 public:
  explicit Outflow(Scope& scope) : scope_(scope) {}

  void reset();   // a new life [driver]
  void shrink();  // between two lives [driver]

  // As in siding/abi.h. [any-thread]
  void begin(std::uint64_t length);
  std::int32_t write(siding_op& op, std::string_view bytes);
  std::int32_t write_wait(std::string_view bytes);
  std::int32_t finish();
  void abort();  // half of it is all that there will be
  // What is written from now on fails.
  void fail(std::int32_t reason);

  bool begun() const { return begun_; }
  bool broken() const;  // it will never be complete
  // Fills a piece that is empty, and ends one that is broken. True when that changed it. [driver]
  bool fill(http::Piece& piece);
  void sent();  // the piece is with the client [driver]

  void op_cancelled(siding_op& op) noexcept override;

 private:
  std::int32_t check(std::string_view bytes) const;
  bool copy(std::string_view bytes);
  void let_go(std::unique_lock<std::mutex>& lock, std::int32_t result);

  Scope& scope_;

  // Guarded by the scope's mutex.
  std::string staged_;              // small writes, for the next piece
  std::string_view borrowed_;       // the large one after them
  siding_op* op_ = nullptr;         // that waits for borrowed_
  bool waiting_ = false;            // a thread inside of write_wait() does
  std::int32_t waited_ = 0;         // what came of its wait
  std::uint64_t left_ = 0;          // bytes that may still be written
  bool exact_ = false;              // and have to be
  std::atomic<bool> begun_{false};  // asked without the mutex, after every callback
  bool over_ = false;               // nothing more is written
  bool broken_ = false;             // and it is not complete
  bool on_wire_ = false;            // the transport has borrowed_
  std::int32_t failed_ = 0;
  std::condition_variable changed_;
};

}  // namespace siding::dispatch
