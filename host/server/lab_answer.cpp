#include "server/lab_answer.hpp"

#include <charconv>

#include "http/grammar.hpp"

namespace siding::server::lab {

namespace {

constexpr std::size_t kMostHead = 64 << 10;

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

void Answer::add(std::string_view bytes) {
  if (status_ != 0) {
    content_ += bytes.size();
    return;
  }
  if (head_.size() > kMostHead) return;
  head_ += bytes;
  for (std::size_t end; status_ == 0 && (end = head_.find("\r\n\r\n")) != head_.npos;) {
    read_head(std::string_view{head_}.substr(0, end + 2));
    head_.erase(0, end + 4);
  }
  if (status_ != 0) content_ = head_.size();
}

// An interim answer (1xx) leaves everything as it was.
void Answer::read_head(std::string_view head) {
  const auto line = head.substr(0, head.find("\r\n"));
  const auto status =
      line.starts_with("HTTP/1.") && line.size() > 9 ? number<unsigned>(line.substr(9, 3)) : std::nullopt;
  if (!status || *status < 200) return;
  status_ = *status;
  if (without_content_ || status_ == 204 || status_ == 304) return;
  for (auto rest = head.substr(line.size() + 2); !rest.empty();) {
    const auto field = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(field.size() + 2);
    const auto colon = field.find(':');
    if (colon == field.npos || !http::equal_ignoring_case(field.substr(0, colon), "Content-Length")) continue;
    length_ = number<std::uint64_t>(http::trim(field.substr(colon + 1)));
  }
}

unsigned Answer::status() const {
  return length_.value_or(content_) == content_ ? status_ : 0;
}

}  // namespace siding::server::lab
