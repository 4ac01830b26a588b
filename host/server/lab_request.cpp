#include "server/lab_request.hpp"

#include <vector>

#include "http/grammar.hpp"
#include "server/lab_usage.hpp"

namespace siding::server::lab {

namespace {

struct Field {
  std::string_view name;
  std::string_view value;
};

Result<Field, Mistakes> read_header(std::string_view text) {
  const auto colon = text.find(':');
  const Field field{text.substr(0, colon), colon == text.npos ? text : http::trim(text.substr(colon + 1))};
  if (colon == text.npos || !http::is_token(field.name) || !http::is_field_value(field.value)) {
    return usage("--header " + ticked(text) + " is no header field", "write --header 'Name: value'");
  }
  for (const auto* own : {"Connection", "Content-Length", "Transfer-Encoding"}) {
    if (http::equal_ignoring_case(field.name, own)) {
      return usage("--header " + ticked(text) + ": the lab writes " + ticked(own) + " itself", "leave it out");
    }
  }
  return field;
}

}  // namespace

Result<std::string, Mistakes> request_bytes(std::string_view method, std::string_view path, const Options& options) {
  std::vector<Field> fields{{"Host", "127.0.0.1"}, {"User-Agent", "siding-lab"}, {"Accept", "*/*"}};
  const std::size_t defaults = fields.size();
  for (const std::string& header : options.headers) {
    const auto field = read_header(header);
    if (!field) return field.error();
    for (std::size_t i = 0; i < defaults; ++i) {
      if (http::equal_ignoring_case(fields[i].name, field->name)) fields[i].value = {};
    }
    fields.push_back(*field);
  }
  std::string bytes = std::string{method} + ' ' + std::string{path} + " HTTP/1.1\r\n";
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i < defaults && fields[i].value.empty()) continue;  // the user has his own
    bytes += std::string{fields[i].name} + ": " + std::string{fields[i].value} + "\r\n";
  }
  const bool content = !options.body.empty() || (method != "GET" && method != "HEAD");
  if (content) bytes += "Content-Length: " + std::to_string(options.body.size()) + "\r\n";
  return bytes + "Connection: close\r\n\r\n" + options.body;
}

}  // namespace siding::server::lab
