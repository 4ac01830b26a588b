// stream_client.hpp - one request whose content comes, and whose response goes, in pieces.
//
// In the place of a connection: it gives content when the test says so, and takes
// one piece of the response at a time.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "http/exchange.hpp"
#include "unit/dispatch/test_host.hpp"
#include "unit/scheduler/record.hpp"

namespace siding::test {

// One route that takes `body: stream`.
std::deque<ScriptedRoute> stream_route(Mode mode, Script start, std::chrono::nanoseconds timeout = {});

class StreamClient final : private http::AnswerSink {
 public:
  explicit StreamClient(TestHost& host, std::string_view method = "POST");
  ~StreamClient();  // leaves
  StreamClient(const StreamClient&) = delete;
  StreamClient& operator=(const StreamClient&) = delete;

  bool send(std::string_view content);  // false: the dispatcher has enough
  void end();
  void fail(unsigned status);
  void leave();
  std::size_t wishes() const { return wishes_.items().size(); }
  void wait_for_wish(std::size_t count = 1) { wishes_.wait_for(count); }

  // Waits for the head of the response.
  unsigned status() { return heads_.wait_for(1).front(); }
  std::size_t heads() const { return heads_.items().size(); }
  // Waits for the next piece, and takes it. "(end)" is added to the last one, "(broken)" to one
  // that will not be complete.
  std::string take();
  void close();  // as when the head was all that had to be sent

 private:
  void answered(http::Exchange& exchange) noexcept override;
  void piece_ready(http::Exchange& exchange) noexcept override;
  void wants_content(http::Exchange& exchange) noexcept override;

  TestHost& host_;
  http::Exchange* exchange_ = nullptr;  // the driver's
  bool answered_whole_ = false;         // the driver's
  Record<unsigned> heads_;
  Record<int> pieces_;
  Record<int> wishes_;
};

}  // namespace siding::test
