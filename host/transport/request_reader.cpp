#include "transport/request_reader.hpp"

#include <algorithm>

#include "transport/request_parser.hpp"

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
  if (scanner_.has_begun()) return scan_head(input);
  input.remove_prefix(blank_prefix(input));
  const auto size = head_size(input);
  return size > 0 && size <= limits_.header ? take_head(input, size) : scan_head(input);
}

RequestReader::Step RequestReader::scan_head(std::string_view& input) {
  if (input.empty()) return Step::starved;
  switch (scanner_.scan(input, limits_.header)) {
    case HeadScanner::Outcome::incomplete:
      return Step::starved;
    case HeadScanner::Outcome::refused:
      to_head_ = input.starts_with("HEAD ");
      return refuse(scanner_.refusal());
    case HeadScanner::Outcome::complete:
      break;
  }
  const auto size = scanner_.size();
  scanner_.restart();
  return take_head(input, size);
}

RequestReader::Step RequestReader::take_head(std::string_view& input, std::size_t size) {
  head_ = input.substr(0, size);
  input.remove_prefix(size);
  return Step::head;
}

bool RequestReader::read_head(http::Request& request, http::Head& head) {
  request.storage.assign(head_);
  to_head_ = head_.starts_with("HEAD ");
  if (const auto parsed = parse_head(request, limits_.fields); !parsed) {
    refusal_ = worst_of(parsed.error(), request);
    return false;
  }
  if (const auto refusal = http::judge_head(request, head)) {
    refusal_ = *refusal;
    return false;
  }
  if (has_content(head)) await_content(request, head);
  return true;
}

// A head that the scanner refuses too is refused as if the scanner alone had seen it.
http::Refusal RequestReader::worst_of(const http::Refusal& refusal, http::Request& request) {
  HeadScanner scanner;
  if (scanner.scan(head_, limits_.header) != HeadScanner::Outcome::refused) return refusal;
  request.method = {};  // as if nothing had been parsed
  request.target = {};
  request.version = 11;
  request.fields.clear();
  return scanner.refusal();
}

void RequestReader::await_content(http::Request& request, const http::Head& head) {
  content_.emplace(Content{.request = &request, .left = head.content_length, .chunks = {}});
  if (head.framing == http::Framing::chunked) {
    content_->chunks.emplace(
        http::ChunkLimits{.lines = limits_.header, .trailers = limits_.header, .trailer_fields = limits_.fields});
  }
}

void RequestReader::accept_content(std::uint64_t limit) {
  if (!content_) return;
  if (content_->chunks) content_->chunks->limit_content(limit);
  content_->request->content.reserve(static_cast<std::size_t>(std::min(content_->left, kReserved)));
}

void RequestReader::skip_content() {
  if (content_) content_->request = nullptr;
}

RequestReader::Step RequestReader::next_content(std::string_view& input) {
  if (content_->chunks) return next_chunks(input);
  if (input.empty()) return Step::starved;
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(content_->left, input.size()));
  take(input.substr(0, size));
  input.remove_prefix(size);
  content_->left -= size;
  return content_->left > 0 ? Step::starved : end_content();
}

RequestReader::Step RequestReader::next_chunks(std::string_view& input) {
  while (true) {
    switch (content_->chunks->next(input)) {
      case http::ChunkedDecoder::Step::starved:
        return Step::starved;
      case http::ChunkedDecoder::Step::data:
        take(content_->chunks->data());
        break;
      case http::ChunkedDecoder::Step::done:
        return end_content();
      case http::ChunkedDecoder::Step::refused:
        return refuse(content_->chunks->refusal());
    }
  }
}

void RequestReader::take(std::string_view piece) {
  if (content_->request) content_->request->content.append(piece);
}

RequestReader::Step RequestReader::end_content() {
  const bool skipped = content_->request == nullptr;
  content_.reset();
  return skipped ? Step::skipped : Step::complete;
}

RequestReader::Step RequestReader::refuse(const http::Refusal& refusal) {
  refusal_ = refusal;
  return Step::refused;
}

}  // namespace siding::transport
