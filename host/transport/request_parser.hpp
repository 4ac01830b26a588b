// request_parser.hpp - Beast's parser for the head of one request, writing into the exchange.
//
// No container of fields: views into the head, which the request itself owns.
// What Beast is lenient about is judged elsewhere: HeadScanner before, judge_head() after.
// Bounds: the number of fields; the caller bounds the head.
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
  RequestParser(http::Request& request, std::size_t max_fields);

  // Parses request.storage, a whole head, into method, target, version and fields.
  Result<void, http::Refusal> read_head();

 private:
  using ErrorCode = boost::beast::error_code;
  using StringView = boost::beast::string_view;
  using Length = boost::optional<std::uint64_t>;

  void on_request_impl(boost::beast::http::verb, StringView method, StringView target, int version,
                       ErrorCode& error) override;
  void on_response_impl(int, StringView, int, ErrorCode&) override {}
  void on_field_impl(boost::beast::http::field, StringView name, StringView value, ErrorCode& error) override;
  void on_header_impl(ErrorCode&) override {}
  void on_body_init_impl(const Length&, ErrorCode&) override {}
  std::size_t on_body_impl(StringView, ErrorCode&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, StringView, ErrorCode&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, StringView, ErrorCode&) override { return 0; }
  void on_finish_impl(ErrorCode&) override {}

  http::Request& request_;
  std::size_t max_fields_;
};

}  // namespace siding::transport
