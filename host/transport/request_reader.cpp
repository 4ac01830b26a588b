#include "transport/request_reader.hpp"

#include <algorithm>
#include <utility>

namespace siding::transport {
namespace {

constexpr std::uint64_t kReserved = 64 << 10;  // bytes of announced content that memory is set aside for

bool has_content(const http::Head& head) {
  return head.framing == http::Framing::chunked || head.content_length > 0;
}

}  // namespace

RequestReader::Step RequestReader::next(std::string_view& input) {
  return in_content() ? next_content(input) : next_head(input);
}

RequestReader::Step RequestReader::next_head(std::string_view& input) {
  if (scanner_.size() == 0) input.remove_prefix(blank_prefix(input));
  if (input.empty()) return Step::starved;
  switch (scanner_.scan(input, limits_.header)) {
    case HeadScanner::Outcome::incomplete:
      return Step::starved;
    case HeadScanner::Outcome::refused:
      return refuse(scanner_.refusal());
    case HeadScanner::Outcome::complete:
      break;
  }
  head_ = input.substr(0, scanner_.size());
  input.remove_prefix(head_.size());
  scanner_.restart();
  return Step::head;
}

Result<http::Head, http::Refusal> RequestReader::read_head(http::Request& request) {
  request.storage.assign(head_);
  parser_.emplace(request, limits_.fields);
  auto head = [&]() -> Result<http::Head, http::Refusal> {
    if (const auto parsed = parser_->read_head(); !parsed) return parsed.error();
    return http::judge_head(request);
  }();
  if (!head || !has_content(*head)) {
    parser_.reset();
  } else {
    request.content.reserve(std::min(head->content_length, kReserved));
  }
  return head;
}

void RequestReader::accept_content(std::uint64_t limit) {
  if (parser_) parser_->limit_content(limit);
}

void RequestReader::skip_content() {
  if (!parser_) return;
  parser_->discard();
  skipping_ = true;
}

RequestReader::Step RequestReader::next_content(std::string_view& input) {
  if (input.empty()) return Step::starved;
  if (const auto read = parser_->read_content(input); !read) return refuse(read.error());
  if (parser_->is_done()) {
    parser_.reset();
    return std::exchange(skipping_, false) ? Step::skipped : Step::complete;
  }
  if (input.size() <= limits_.header) return Step::starved;
  return refuse({.status = 431, .reason = "A chunk line or the trailers are too long."});
}

RequestReader::Step RequestReader::refuse(const http::Refusal& refusal) {
  refusal_ = refusal;
  return Step::refused;
}

}  // namespace siding::transport
