#include "transport/response_head.hpp"

#include <array>
#include <charconv>
#include <string_view>

#include "base/append_all.hpp"
#include "http/date.hpp"
#include "http/framing.hpp"
#include "http/status_line.hpp"

namespace siding::transport {
namespace {

constexpr std::string_view kServer = "Server: siding\r\n";
constexpr std::string_view kContentLength = "Content-Length: ";
constexpr std::string_view kEnd = "\r\n";

// A number and the end of its line.
class NumberLine {
 public:
  explicit NumberLine(std::uint64_t number) {
    char* end = std::to_chars(text_.begin(), text_.end(), number).ptr;
    *end++ = '\r';
    *end++ = '\n';
    size_ = static_cast<std::size_t>(end - text_.begin());
  }
  std::string_view view() const { return {text_.data(), size_}; }

 private:
  std::array<char, 22> text_;
  std::size_t size_;
};

std::string_view line_of(Persistence persistence) {
  if (persistence.close) return "Connection: close\r\n";
  return persistence.announced ? "Connection: keep-alive\r\n" : "";
}

}  // namespace

void ResponseHeads::append(std::string& out, const http::Response& response, const ContentEnd& end,
                           const Persistence& persistence, Clock::time_point now) {
  if (now >= stale_at_) refresh(now);
  const std::string_view fields = response.fields;
  const auto connection = line_of(persistence);
  if (response.status == 200 && !response.names_server && end.length) {
    return append_all(out, std::string_view{usual_}, NumberLine{*end.length}.view(), connection, fields, kEnd);
  }
  append_first(out, response, end);
  append_all(out, connection, fields, kEnd);
}

void ResponseHeads::append_first(std::string& out, const http::Response& response, const ContentEnd& end) const {
  out.append(http::status_line(response.status)).append(date_);
  if (!response.names_server) out.append(kServer);
  if (!http::has_content("GET", response.status)) return;
  if (end.length) append_all(out, kContentLength, NumberLine{*end.length}.view());
  if (end.chunked) out.append("Transfer-Encoding: chunked\r\n");
}

void ResponseHeads::refresh(Clock::time_point now) {
  const auto wall = std::chrono::system_clock::now();
  const auto second = std::chrono::floor<std::chrono::seconds>(wall);
  date_.assign("Date: ").append(http::view(http::imf_fixdate(second))).append("\r\n");
  usual_.assign(http::status_line(200)).append(date_).append(kServer).append(kContentLength);
  stale_at_ = now + (second + std::chrono::seconds{1} - wall);
}

}  // namespace siding::transport
