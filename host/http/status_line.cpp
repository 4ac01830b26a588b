#include "http/status_line.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "http/response.hpp"

namespace siding::http {
namespace {

constexpr unsigned kFirst = 100;
constexpr unsigned kLast = 599;

struct Phrase {
  unsigned status;
  std::string_view text;
};

// The IANA registry.
constexpr Phrase kPhrases[] = {
    {100, "Continue"},
    {101, "Switching Protocols"},
    {102, "Processing"},
    {103, "Early Hints"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {207, "Multi-Status"},
    {208, "Already Reported"},
    {226, "IM Used"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {305, "Use Proxy"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {423, "Locked"},
    {424, "Failed Dependency"},
    {425, "Too Early"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {506, "Variant Also Negotiates"},
    {507, "Insufficient Storage"},
    {508, "Loop Detected"},
    {511, "Network Authentication Required"},
};

struct Line {
  std::array<char, 48> text{};  // "HTTP/1.1 511 Network Authentication Required\r\n" is the longest
  std::uint8_t size = 0;

  constexpr void append(std::string_view more) {
    std::copy(more.begin(), more.end(), text.begin() + size);
    size = static_cast<std::uint8_t>(size + more.size());
  }
};

constexpr std::size_t kPrefix = 13;  // "HTTP/1.1 404 "

constexpr auto make_lines() {
  std::array<Line, kLast - kFirst + 1> lines{};
  for (unsigned status = kFirst; status <= kLast; ++status) {
    const char digits[] = {static_cast<char>('0' + status / 100), static_cast<char>('0' + status / 10 % 10),
                           static_cast<char>('0' + status % 10), ' '};
    const auto* phrase = std::find_if(std::begin(kPhrases), std::end(kPhrases),
                                      [&](const Phrase& candidate) { return candidate.status == status; });
    Line& line = lines[status - kFirst];
    line.append("HTTP/1.1 ");
    line.append({digits, sizeof digits});
    line.append(phrase == std::end(kPhrases) ? std::string_view{"Unknown"} : phrase->text);
    line.append("\r\n");
  }
  return lines;
}

constexpr auto kLines = make_lines();

}  // namespace

std::string_view status_line(unsigned status) noexcept {
  const Line& line = kLines[(status < kFirst || status > kLast ? 500 : status) - kFirst];
  return {line.text.data(), line.size};
}

std::string_view reason_phrase(unsigned status) noexcept {
  if (status < kFirst || status > kLast) return "Unknown";
  auto phrase = status_line(status);
  phrase.remove_prefix(kPrefix);
  phrase.remove_suffix(2);
  return phrase;
}

}  // namespace siding::http
