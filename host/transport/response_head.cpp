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

void append_number(std::string& out, std::uint64_t length) {
  char digits[22];
  char* end = std::to_chars(digits, digits + sizeof digits, length).ptr;
  *end++ = '\r';
  *end++ = '\n';
  out.append(digits, static_cast<std::size_t>(end - digits));
}

}  // namespace

void ResponseHeads::append(std::string& out, const http::Response& response, ContentEnd end, Persistence persistence,
                           Clock::time_point now) {
  if (now >= stale_at_) refresh(now);
  if (response.status == 200 && !response.names_server && end.length) {
    out.append(usual_);
    append_number(out, *end.length);
  } else {
    append_first(out, response, end);
  }
  if (persistence.close) {
    out.append("Connection: close\r\n");
  } else if (persistence.announced) {
    out.append("Connection: keep-alive\r\n");
  }
  out.append(response.fields).append("\r\n");
}

void ResponseHeads::append_first(std::string& out, const http::Response& response, ContentEnd end) const {
  out.append(http::status_line(response.status)).append(date_);
  if (!response.names_server) out.append(kServer);
  if (!http::has_content("GET", response.status)) return;
  if (end.length) append_number(out.append(kContentLength), *end.length);
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
