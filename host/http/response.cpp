#include "http/response.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/recycled.hpp"
#include "http/grammar.hpp"

namespace siding::http {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kKeptFields = 4 << 10;  // bytes that a recycled response may keep allocated

constexpr auto kTransportFields = std::to_array({"Content-Length"sv, "Transfer-Encoding"sv, "Connection"sv,
                                                 "Keep-Alive"sv, "Date"sv, "Upgrade"sv, "Trailer"sv, "TE"sv});

bool belongs_to_transport(std::string_view name) {
  return std::any_of(kTransportFields.begin(), kTransportFields.end(),
                     [&](std::string_view reserved) { return equal_ignoring_case(name, reserved); });
}

}  // namespace

Body Body::owned(std::string bytes) {
  Body body;
  body.owned_ = std::move(bytes);
  return body;
}

Body Body::fixed(std::string_view bytes) {
  Body body;
  body.view_ = bytes;
  return body;
}

Body Body::released(std::string_view bytes, Release release, void* user) {
  Body body = fixed(bytes);
  body.release_ = release;
  body.user_ = user;
  return body;
}

Body::Body(Body&& other) noexcept
    : owned_{std::move(other.owned_)},
      view_{std::exchange(other.view_, {})},
      release_{std::exchange(other.release_, nullptr)},
      user_{std::exchange(other.user_, nullptr)} {
  other.owned_.clear();
}

Body& Body::operator=(Body&& other) noexcept {
  if (this == &other) return *this;
  reset();
  owned_ = std::move(other.owned_);
  other.owned_.clear();
  view_ = std::exchange(other.view_, {});
  release_ = std::exchange(other.release_, nullptr);
  user_ = std::exchange(other.user_, nullptr);
  return *this;
}

Body::~Body() {
  reset();
}

void Body::reset() {
  std::string{}.swap(owned_);
  view_ = {};
  if (const Release release = std::exchange(release_, nullptr)) release(std::exchange(user_, nullptr));
}

void Response::clear() {
  status = 200;
  recycle(fields, kKeptFields);
  body.reset();
  streamed = false;
  length.reset();
}

bool append_field(Response& response, std::string_view name, std::string_view value) {
  if (!is_token(name) || !is_field_value(value) || belongs_to_transport(name)) return false;
  response.fields.append(name).append(": ").append(value).append("\r\n");
  return true;
}

}  // namespace siding::http
