// request_parser.hpp - Beast's parser for one request, writing into the exchange.
//
// Fed with a whole head and then with the content piece by piece. No container
// of fields: views into the head, which the request itself owns.
// Bounds: number of fields, bytes of chunk extensions; the caller bounds what it
//         presents again and again (a chunk line, trailers).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <boost/beast/http/basic_parser.hpp>

#include "base/result.hpp"
#include "http/refusal.hpp"
#include "http/request.hpp"

namespace siding::transport {

class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  // `request` outlives the content, unless discard() is called first.
  RequestParser(http::Request& request, std::size_t max_fields);

  // Parses request.storage, a whole head, into method, target, version and fields.
  Result<void, http::Refusal> read_head();

  // How much content is accepted, in bytes: more is refused with 413.
  void limit_content(std::uint64_t bytes) { content_limit_ = bytes; }
  // The content that comes is read and forgotten; the request is not touched any more.
  void discard() { request_ = nullptr; }

  // Consumes the front of `input`. What it leaves must be presented again, with more behind it.
  Result<void, http::Refusal> read_content(std::string_view& input);

 private:
  using ErrorCode = boost::beast::error_code;
  using StringView = boost::beast::string_view;
  using Length = boost::optional<std::uint64_t>;

  void on_request_impl(boost::beast::http::verb, StringView method, StringView target, int version,
                       ErrorCode& error) override;
  void on_response_impl(int, StringView, int, ErrorCode&) override {}
  void on_field_impl(boost::beast::http::field, StringView name, StringView value, ErrorCode& error) override;
  void on_header_impl(ErrorCode&) override { head_done_ = true; }
  void on_body_init_impl(const Length&, ErrorCode&) override {}
  std::size_t on_body_impl(StringView piece, ErrorCode& error) override;
  void on_chunk_header_impl(std::uint64_t size, StringView extensions, ErrorCode& error) override;
  std::size_t on_chunk_body_impl(std::uint64_t, StringView piece, ErrorCode& error) override;
  void on_finish_impl(ErrorCode&) override {}

  void refuse(unsigned status, std::string_view reason, ErrorCode& error);
  http::Refusal refusal(const ErrorCode& error) const;

  http::Request* request_;
  std::size_t max_fields_;
  std::size_t fields_ = 0;  // trailers among them
  std::size_t extension_bytes_ = 0;
  std::uint64_t content_bytes_ = 0;
  std::uint64_t content_limit_ = 0;
  http::Refusal refusal_{.status = 0, .reason = {}};  // ours, where Beast's code would say less
  bool head_done_ = false;
};

}  // namespace siding::transport
