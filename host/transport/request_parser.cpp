#include "transport/request_parser.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

namespace siding::transport {
namespace {

namespace beast = boost::beast;
using beast::http::error;

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
  return "The request is not valid.";
}

}  // namespace

RequestParser::RequestParser(http::Request& request, std::size_t max_fields)
    : request_{request}, max_fields_{max_fields} {
  header_limit(kNoHeaderLimit);
  body_limit(boost::none);  // ours is known after the head only
}

Result<void, http::Refusal> RequestParser::read_head() {
  lower_minor_version(request_.storage);
  ErrorCode code;
  put(boost::asio::buffer(request_.storage), code);
  if (!code) return {};
  if (request_.fields.size() > max_fields_) {
    return http::Refusal{.status = 431, .reason = "There are too many fields."};
  }
  if (code == error::bad_version && is_other_major_version(request_.storage)) {
    return http::Refusal{.status = 505, .reason = "Only HTTP/1.0 and HTTP/1.1 are spoken here."};
  }
  return http::Refusal{.status = 400, .reason = reason_of(code)};
}

void RequestParser::on_request_impl(beast::http::verb, StringView method, StringView target, int version, ErrorCode&) {
  request_.method = to_std(method);
  request_.target = to_std(target);
  request_.version = static_cast<unsigned>(version);
}

void RequestParser::on_field_impl(beast::http::field, StringView name, StringView value, ErrorCode& code) {
  request_.fields.push_back({to_std(name), to_std(value)});
  if (request_.fields.size() > max_fields_) code = error::bad_value;  // any error stops Beast
}

}  // namespace siding::transport
