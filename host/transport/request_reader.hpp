// request_reader.hpp - turns the bytes of one connection into requests, one step at a time.
//
// Keeps what was received and not yet understood, and nothing while idle.
// Owner:  Connection. Threads: the loop's driver.
// Bounds: a head, or trailers, of Limits::header bytes; what is kept is at most
//         that, or what one read brought while parsing was put off.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/chunked.hpp"
#include "http/framing.hpp"
#include "http/refusal.hpp"
#include "http/request.hpp"
#include "transport/head_scanner.hpp"
#include "transport/options.hpp"

namespace siding::transport {

class RequestReader {
 public:
  enum class Step {
    starved,   // more bytes are needed
    head,      // a whole head is there: read_head()
    complete,  // the content is complete
    skipped,   // the content that nobody wanted is over
    refused,   // see refusal(); nothing after it can be understood
  };

  explicit RequestReader(const Limits& limits) : limits_{limits} {}

  // Takes as much off the front of `input` as the next step needs.
  Step next(std::string_view& input);

  // After Step::head: copies it into request.storage, parses and judges it. False when it is
  // refused, see refusal(): where that has `close` false, the next head may follow.
  bool read_head(http::Request& request, http::Head& head);

  // After read_head(): the content goes to the request, more than `limit` bytes are refused.
  void accept_content(std::uint64_t limit);
  // The content, or the rest of it, is skipped; the request is not touched any more.
  void skip_content();

  bool in_content() const { return content_.has_value(); }
  const http::Refusal& refusal() const { return refusal_; }
  // What was refused, or is there of a head, begins as HEAD does: its answer has no content.
  bool is_to_head() const { return to_head_ || kept_.starts_with("HEAD "); }

  // What could not be used yet, to be presented again with more behind it.
  std::string& kept() { return kept_; }
  const std::string& kept() const { return kept_; }

 private:
  // Content that is to come.
  struct Content {
    http::Request* request = nullptr;            // null: it is skipped
    std::uint64_t left = 0;                      // bytes, where the length is known
    std::optional<http::ChunkedDecoder> chunks;  // where it is not
  };

  Step next_head(std::string_view& input);
  Step scan_head(std::string_view& input);
  Step take_head(std::string_view& input, std::size_t size);
  http::Refusal worst_of(const http::Refusal& refusal, http::Request& request);
  void await_content(http::Request& request, const http::Head& head);
  Step next_content(std::string_view& input);
  Step next_chunks(std::string_view& input);
  void take(std::string_view piece);
  Step end_content();
  Step refuse(const http::Refusal& refusal);

  const Limits& limits_;
  HeadScanner scanner_;
  std::string_view head_;           // valid from Step::head to read_head()
  std::optional<Content> content_;  // while content is to come
  http::Refusal refusal_;
  bool to_head_ = false;
  std::string kept_;
};

}  // namespace siding::transport
