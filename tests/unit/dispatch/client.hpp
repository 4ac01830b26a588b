// client.hpp - one request, and the sink that waits for its answer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/exchange.hpp"
#include "unit/dispatch/test_host.hpp"
#include "unit/scheduler/record.hpp"

namespace siding::test {

struct Answer {
  unsigned status = 0;
  std::string fields;
  std::string body;

  bool has(std::string_view text) const { return (fields + body).find(text) != std::string::npos; }
};

using Fields = std::vector<std::pair<std::string, std::string>>;

// Borrows its exchange as a connection does: closes it when the answer has been
// "written", at the end of the cycle, or abandons it.
class Client final : private http::AnswerSink, private scheduler::Flusher {
 public:
  // Sends the request; an answer that admission gives counts as well.
  explicit Client(TestHost& host, std::string_view path = "/", std::string_view method = "GET",
                  const Fields& fields = {}, std::string_view content = {});
  ~Client();  // leaves, unless it has its answer
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  Answer answer() { return answers_.wait_for(1).front(); }
  std::size_t answers() const { return answers_.items().size(); }
  void leave();  // abandons the exchange, unless it was answered

 private:
  void answered(http::Exchange& exchange) noexcept override;
  void flush() noexcept override;
  void send(std::string_view path, std::string_view method, const Fields& fields, std::string_view content);

  TestHost& host_;
  http::Exchange* exchange_ = nullptr;  // the driver's
  bool answered_ = false;               // the driver's
  Record<Answer> answers_;
};

}  // namespace siding::test
