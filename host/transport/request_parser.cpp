#include "transport/request_parser.hpp"

#include <algorithm>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

namespace siding::transport {
namespace {

namespace beast = boost::beast;
using beast::http::error;

constexpr std::size_t kExtensionBytes = 16 << 10;  // of all chunks of one request
constexpr std::uint32_t kNoHeaderLimit = 1 << 30;  // the scanner has looked

std::string_view to_std(beast::string_view text) {
  return {text.data(), text.size()};
}

// HTTP/1.2 and above are understood as 1.1 (RFC 9110, 2.5); Beast refuses them.
// The version is the last thing in the first line, "HTTP/1.x\r\n".
void lower_minor_version(std::string& head) {
  const auto end = head.find("\r\n");
  if (end == head.npos || end < 8 || head.compare(end - 8, 7, "HTTP/1.") != 0) return;
  char& minor = head[end - 1];
  if (minor >= '2' && minor <= '9') minor = '1';
}

// The scanner has seen "HTTP/" DIGIT "." DIGIT at the end of the line.
bool is_other_major_version(std::string_view head) {
  const auto end = head.find("\r\n");
  return end != head.npos && end >= 8 && head.substr(end - 8, 5) == "HTTP/" && head[end - 3] != '1';
}

std::string_view reason_of(const beast::error_code& code) {
  if (code == error::bad_method) return "The method is not a token.";
  if (code == error::bad_target) return "The target is not valid.";
  if (code == error::bad_version) return "The version is not valid.";
  if (code == error::bad_field) return "A field name is not a token.";
  if (code == error::bad_value) return "A field value is not valid.";
  if (code == error::bad_line_ending) return "A line ends without CR LF.";
  if (code == error::bad_content_length) return "The Content-Length field is not a number of bytes.";
  if (code == error::multiple_content_length) return "There is more than one Content-Length.";
  if (code == error::bad_transfer_encoding) return "The Transfer-Encoding field is not valid here.";
  if (code == error::bad_chunk) return "A chunk is not valid.";
  if (code == error::bad_chunk_extension) return "A chunk extension is not valid.";
  return "The request is not valid.";
}

}  // namespace

RequestParser::RequestParser(http::Request& request, std::size_t max_fields)
    : request_{&request}, max_fields_{max_fields} {
  header_limit(kNoHeaderLimit);
  body_limit(boost::none);  // ours is known after the head only
}

Result<void, http::Refusal> RequestParser::read_head() {
  lower_minor_version(request_->storage);
  ErrorCode code;
  put(boost::asio::buffer(request_->storage), code);
  if (!code) return {};
  if (code == error::bad_version && is_other_major_version(request_->storage)) {
    return http::Refusal{.status = 505, .reason = "Only HTTP/1.0 and HTTP/1.1 are spoken here."};
  }
  return refusal(code);
}

Result<void, http::Refusal> RequestParser::read_content(std::string_view& input) {
  // Beast asserts that a last chunk comes with all of "0\r\n\r\n"; no chunked content ends with less.
  if (chunked() && input.size() < 5 && input.starts_with('0')) return {};
  eager(true);  // as many chunks as there are
  ErrorCode code;
  input.remove_prefix(put(boost::asio::const_buffer{input.data(), input.size()}, code));
  if (code && code != error::need_more) return refusal(code);
  return {};
}

void RequestParser::on_request_impl(beast::http::verb, StringView method, StringView target, int version, ErrorCode&) {
  request_->method = to_std(method);
  request_->target = to_std(target);
  request_->version = static_cast<unsigned>(version);
}

void RequestParser::on_field_impl(beast::http::field, StringView name, StringView value, ErrorCode& code) {
  if (++fields_ > max_fields_) return refuse(431, "There are too many fields.", code);
  if (!head_done_) request_->fields.push_back({to_std(name), to_std(value)});  // a trailer is dropped
}

std::size_t RequestParser::on_body_impl(StringView piece, ErrorCode&) {
  if (request_) request_->content.append(piece.data(), piece.size());
  return piece.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t size, StringView extensions, ErrorCode& code) {
  extension_bytes_ += extensions.size();
  if (extension_bytes_ > kExtensionBytes) return refuse(400, "The chunk extensions are too long.", code);
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; };
  if (std::any_of(extensions.begin(), extensions.end(), is_control)) {
    return refuse(400, "A chunk extension has a control byte.", code);
  }
  if (size > content_limit_ - content_bytes_) return refuse(413, "The content is too large.", code);
  content_bytes_ += size;
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, StringView piece, ErrorCode& code) {
  return on_body_impl(piece, code);
}

void RequestParser::refuse(unsigned status, std::string_view reason, ErrorCode& code) {
  refusal_ = {.status = status, .reason = reason};
  code = error::bad_value;  // any error stops Beast
}

http::Refusal RequestParser::refusal(const ErrorCode& code) const {
  if (refusal_.status != 0) return refusal_;
  return {.status = 400, .reason = reason_of(code)};
}

}  // namespace siding::transport
