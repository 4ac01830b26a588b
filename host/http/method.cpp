#include "http/method.hpp"

#include <algorithm>
#include <array>

namespace siding::http {
namespace {

using namespace std::string_view_literals;

// The usual ones first, which is the order that they are looked for in.
constexpr auto kKnown = std::to_array({
    "GET"sv,
    "POST"sv,
    "PUT"sv,
    "DELETE"sv,
    "HEAD"sv,
    "OPTIONS"sv,
    "PATCH"sv,
    "TRACE"sv,
    "QUERY"sv,
    "PURGE"sv,
    "ACL"sv,
    "BASELINE-CONTROL"sv,
    "BIND"sv,
    "CHECKIN"sv,
    "CHECKOUT"sv,
    "COPY"sv,
    "LABEL"sv,
    "LINK"sv,
    "LOCK"sv,
    "MERGE"sv,
    "MKACTIVITY"sv,
    "MKCALENDAR"sv,
    "MKCOL"sv,
    "MKREDIRECTREF"sv,
    "MKWORKSPACE"sv,
    "MOVE"sv,
    "ORDERPATCH"sv,
    "PROPFIND"sv,
    "PROPPATCH"sv,
    "REBIND"sv,
    "REPORT"sv,
    "SEARCH"sv,
    "UNBIND"sv,
    "UNCHECKOUT"sv,
    "UNLINK"sv,
    "UNLOCK"sv,
    "UPDATE"sv,
    "UPDATEREDIRECTREF"sv,
    "VERSION-CONTROL"sv,
});
static_assert(kKnown.size() <= kMaxKnownMethods && kKnown[Method::kGet] == "GET");

}  // namespace

std::span<const std::string_view> known_methods() noexcept {
  return kKnown;
}

std::uint8_t Method::index_of(std::string_view name) noexcept {
  const auto* const found = std::find(kKnown.begin(), kKnown.end(), name);
  return found == kKnown.end() ? kUnknown : static_cast<std::uint8_t>(found - kKnown.begin());
}

}  // namespace siding::http
