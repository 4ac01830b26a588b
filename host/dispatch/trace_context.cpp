#include "dispatch/trace_context.hpp"

#include <algorithm>

#include "dispatch/request_id.hpp"
#include "http/grammar.hpp"

namespace siding::dispatch {

namespace {

constexpr std::string_view kParent = "traceparent";
constexpr std::string_view kState = "tracestate";

bool is_lower_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_zero(std::string_view text) {
  return text.find_first_not_of('0') == text.npos;
}

bool is(const http::Field& field, std::string_view name) {
  return field.name.size() == name.size() && http::equal_ignoring_case(field.name, name);
}

}  // namespace

bool is_traceparent(std::string_view text) noexcept {
  constexpr std::size_t kVersion0 = 55;
  if (text.size() < kVersion0 || text[2] != '-' || text[35] != '-' || text[52] != '-') return false;
  const auto version = text.substr(0, 2);
  const auto trace = text.substr(3, 32);
  const auto parent = text.substr(36, 16);
  const auto flags = text.substr(53, 2);
  for (const auto part : {version, trace, parent, flags}) {
    if (!is_lower_hex(part)) return false;
  }
  if (version == "ff" || is_zero(trace) || is_zero(parent)) return false;
  if (version == "00") return text.size() == kVersion0;
  return text.size() == kVersion0 || text[kVersion0] == '-';  // of a later version only the beginning is known
}

bool TraceParent::take(const http::Request& request) {
  const http::Field* found = nullptr;
  for (const http::Field& field : request.fields) {
    if (!is(field, kParent)) continue;
    if (found) return false;
    found = &field;
  }
  if (!found || !is_traceparent(found->value)) return false;
  size_ = kSize;  // what a later version adds is not logged
  std::copy_n(found->value.begin(), kSize, text_.begin());
  return true;
}

void TraceParent::make(http::Request& request, std::uint64_t upper, std::uint64_t lower, std::uint64_t parent) {
  auto& fields = request.fields;
  fields.erase(std::remove_if(fields.begin(), fields.end(),
                              [](const http::Field& field) { return is(field, kParent) || is(field, kState); }),
               fields.end());
  auto at = text_.begin();
  const auto append = [&](std::string_view text) { at = std::copy(text.begin(), text.end(), at); };
  append("00-");
  append(RequestId(upper | 1).view());  // never zero
  append(RequestId(lower).view());
  append("-");
  append(RequestId(parent | 1).view());
  append("-01");  // else a plugin that traces would not record it
  size_ = kSize;
  fields.push_back({kParent, view()});
}

}  // namespace siding::dispatch
