#include "transport/response_head.hpp"

#include <charconv>
#include <string_view>

#include "http/date.hpp"
#include "http/framing.hpp"
#include "http/status_line.hpp"

namespace siding::transport {
namespace {

constexpr std::string_view kServer = "Server: siding\r\n";
constexpr std::string_view kContentLength = "Content-Length: ";
constexpr std::string_view kEnd = "\r\n";

constexpr std::size_t kNumberLine = 22;  // bytes at most: a number and the end of its line

char* put_line(char* to, std::uint64_t number) {
  return TextBuffer::put(std::to_chars(to, to + kNumberLine, number).ptr, kEnd);
}

std::string_view line_of(Persistence persistence) {
  if (persistence.close) return "Connection: close\r\n";
  return persistence.announced ? "Connection: keep-alive\r\n" : "";
}

}  // namespace

void ResponseHeads::append(TextBuffer& out, const http::Response& response, const ContentEnd& end,
                           const Persistence& persistence, Clock::time_point now) {
  if (now >= stale_at_) refresh(now);
  const std::string_view fields = response.fields;
  const auto connection = line_of(persistence);
  if (response.status == 200 && !response.names_server && end.length) {
    char* to = out.room(usual_.size() + kNumberLine + connection.size() + fields.size() + kEnd.size());
    to = put_line(TextBuffer::put(to, usual_), *end.length);
    to = TextBuffer::put(TextBuffer::put(to, connection), fields);
    return out.end_at(TextBuffer::put(to, kEnd));
  }
  append_first(out, response, end);
  out.append(connection, fields, kEnd);
}

void ResponseHeads::append_first(TextBuffer& out, const http::Response& response, const ContentEnd& end) const {
  out.append(http::status_line(response.status), date_);
  if (!response.names_server) out.append(kServer);
  if (!http::has_content("GET", response.status)) return;
  if (end.length) {
    out.append(kContentLength);
    out.end_at(put_line(out.room(kNumberLine), *end.length));
  }
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
