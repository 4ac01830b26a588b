#include "http/framing.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "http/grammar.hpp"
#include "http/host_field.hpp"
#include "http/method.hpp"
#include "http/target.hpp"

namespace siding::http {
namespace {

Refusal refused(unsigned status, std::string_view reason) {
  return {.status = status, .reason = reason, .close = true};
}

// One field that must not be given twice.
struct Single {
  unsigned count = 0;
  std::string_view value;

  void add(std::string_view text) {
    ++count;
    value = text;
  }
};

// What is of interest here, gathered in one pass over the fields.
struct Gathered {
  Single host;
  Single content_length;
  Single transfer_encoding;
  bool close = false;
  bool keep_alive = false;
  bool expects_continue = false;
  bool expects_other = false;
};

void gather_connection(Gathered& gathered, std::string_view list) {
  while (!list.empty()) {
    const auto option = next_member(list);
    gathered.close |= equal_ignoring_case(option, "close");
    gathered.keep_alive |= equal_ignoring_case(option, "keep-alive");
  }
}

void gather_expect(Gathered& gathered, std::string_view list) {
  while (!list.empty()) {
    const auto expectation = next_member(list);
    if (expectation.empty()) continue;
    (equal_ignoring_case(expectation, "100-continue") ? gathered.expects_continue : gathered.expects_other) = true;
  }
}

Gathered gather(const std::vector<Field>& fields) {
  Gathered gathered;
  for (const auto& [name, value] : fields) {
    const auto is = [&, &name = name](std::string_view other) { return equal_ignoring_case(name, other); };
    switch (name.size()) {  // most fields are dismissed by their length
      case 4:
        if (is("Host")) gathered.host.add(value);
        break;
      case 6:
        if (is("Expect")) gather_expect(gathered, value);
        break;
      case 10:
        if (is("Connection")) gather_connection(gathered, value);
        break;
      case 14:
        if (is("Content-Length")) gathered.content_length.add(value);
        break;
      case 17:
        if (is("Transfer-Encoding")) gathered.transfer_encoding.add(value);
        break;
    }
  }
  return gathered;
}

// An empty reason means that there is nothing to refuse, in all that follows.
using Reason = std::string_view;

Reason check_host(const Single& host, bool http_1_1) {
  if (host.count == 0) return http_1_1 ? "The Host field is missing." : "";
  if (host.count > 1) return "There is more than one Host field.";
  return is_host(host.value) ? "" : "The Host field is not a valid host.";
}

Reason read_content_length(const Single& field, Head& head) {
  if (field.count > 1) return "There is more than one Content-Length field.";
  std::int64_t length = 0;  // 63 bits, so that nobody's signed arithmetic overflows
  const auto* const end = field.value.data() + field.value.size();
  const bool digits = !field.value.empty() && field.value.find_first_not_of("0123456789") == field.value.npos;
  if (!digits || std::from_chars(field.value.data(), end, length).ec != std::errc{}) {
    return "The Content-Length field is not a number of bytes.";
  }
  head.framing = Framing::length;
  head.content_length = static_cast<std::uint64_t>(length);
  return "";
}

// True for a list of tokens that ends in "chunked" and has it nowhere else:
// proper, but with codings that this host does not undo.
bool has_unknown_codings(std::string_view list) {
  for (bool others = false;; others = true) {
    const auto coding = next_member(list);
    const bool chunked = equal_ignoring_case(coding, "chunked");
    if (list.empty()) return chunked && others;
    if (chunked || !is_token(coding)) return false;
  }
}

Refusal refuse_codings(const Single& field) {
  return field.count == 1 && has_unknown_codings(field.value)
             ? refused(501, "Of the transfer codings only \"chunked\" is implemented.")
             : refused(400, "The Transfer-Encoding field is not \"chunked\".");
}

std::optional<Refusal> frame(const Gathered& gathered, bool http_1_1, Head& head) {
  head.keep_alive = !gathered.close && (http_1_1 || gathered.keep_alive);
  if (gathered.transfer_encoding.count > 0) {
    if (!http_1_1) return refused(400, "HTTP/1.0 has no Transfer-Encoding.");
    if (gathered.content_length.count > 0) return refused(400, "There are both Content-Length and Transfer-Encoding.");
    if (gathered.transfer_encoding.count > 1 || !equal_ignoring_case(gathered.transfer_encoding.value, "chunked")) {
      return refuse_codings(gathered.transfer_encoding);
    }
    head.framing = Framing::chunked;
  } else if (gathered.content_length.count > 0) {
    const auto reason = read_content_length(gathered.content_length, head);
    if (!reason.empty()) return refused(400, reason);
  }
  return {};
}

}  // namespace

// No Result<Head>: to return one is to copy what was written a moment ago, which the processor has to wait for.
std::optional<Refusal> judge_head(Request& request, Head& head) {
  if (request.version / 10 != 1) return refused(505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.");
  const bool http_1_1 = request.version > 10;
  const bool known = request.method.is_known();
  if (!known && !is_token(request.method)) return refused(400, "The method is not a token.");
  if (request.path.empty()) {
    const auto target = parse_target(request.method, request.target);
    if (!target) return target.error();
    request.path = target->path;
    request.query = target->query;
  }

  request.content_length = 0;
  const auto gathered = gather(request.fields);
  if (const auto reason = check_host(gathered.host, http_1_1); !reason.empty()) return refused(400, reason);
  if (auto refusal = frame(gathered, http_1_1, head)) return refusal;
  if (head.framing == Framing::length) request.content_length = head.content_length;
  if (head.framing == Framing::chunked) request.content_length.reset();

  // From here on the end of the request is certain, so a refusal without content may keep the connection.
  const bool has_no_content =
      head.framing == Framing::none || (head.framing == Framing::length && head.content_length == 0);
  const bool close = !(head.keep_alive && has_no_content);
  if (request.method == "CONNECT") return refused(501, "This is no proxy.");
  if (request.method == "TRACE" && !has_no_content) return refused(400, "TRACE has no content.");
  if (!known) return Refusal{501, "The method is not known here.", close};
  if (http_1_1 && gathered.expects_other) return Refusal{417, "Only 100-continue can be expected.", close};
  head.expect_continue = http_1_1 && gathered.expects_continue && !has_no_content;
  return {};
}

bool has_content(std::string_view request_method, unsigned status) noexcept {
  return request_method != "HEAD" && status >= 200 && status != 204 && status != 304;
}

}  // namespace siding::http
