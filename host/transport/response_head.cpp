#include "transport/response_head.hpp"

#include <charconv>
#include <string_view>

#include "http/date.hpp"
#include "http/framing.hpp"
#include "http/grammar.hpp"
#include "http/status_line.hpp"

namespace siding::transport {
namespace {

bool has_server(std::string_view fields) {
  constexpr std::string_view kName = "Server:";
  while (!fields.empty()) {
    if (http::equal_ignoring_case(fields.substr(0, kName.size()), kName)) return true;
    fields.remove_prefix(fields.find('\n') + 1);
  }
  return false;
}

void append_content_length(std::string& out, std::uint64_t length) {
  char digits[20];
  const auto* const end = std::to_chars(digits, digits + sizeof digits, length).ptr;
  out.append("Content-Length: ").append(digits, static_cast<std::size_t>(end - digits)).append("\r\n");
}

}  // namespace

void ResponseHeads::append(std::string& out, const http::Response& response, ContentEnd end, Persistence persistence,
                           Clock::time_point now) {
  if (now >= stale_at_) refresh(now);
  out.append(http::status_line(response.status)).append(date_);
  if (!has_server(response.fields)) out.append("Server: siding\r\n");
  if (http::has_content("GET", response.status)) {
    if (end.length) append_content_length(out, *end.length);
    if (end.chunked) out.append("Transfer-Encoding: chunked\r\n");
  }
  if (persistence.close) {
    out.append("Connection: close\r\n");
  } else if (persistence.announced) {
    out.append("Connection: keep-alive\r\n");
  }
  out.append(response.fields).append("\r\n");
}

void ResponseHeads::refresh(Clock::time_point now) {
  const auto wall = std::chrono::system_clock::now();
  const auto second = std::chrono::floor<std::chrono::seconds>(wall);
  date_.assign("Date: ").append(http::view(http::imf_fixdate(second))).append("\r\n");
  stale_at_ = now + (second + std::chrono::seconds{1} - wall);
}

}  // namespace siding::transport
