// response.hpp - what a handler gives back.
//
//   return siding::json(R"({"id":7})");
//   return siding::text("no such order").status(404).header("X-Reason", "unknown id");
//
// A body that is moved in (std::string&&, std::vector&&) reaches the socket without
// a copy; a static one is never copied. Length, date and framing are the host's.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <siding/body.hpp>

namespace siding {

namespace detail {
struct streamed {};
}  // namespace detail

class response {
 public:
  // What response_stream::done() gives: everything was written already.
  explicit response(detail::streamed) noexcept : streamed_{true} {}
  // 204, no content.
  response() noexcept : status_{204} {}
  // 200 with that content. type: a string that lives as long as the library.
  response(detail::body&& body, std::string_view type) noexcept : body_{std::move(body)}, type_{type} {}
  response(std::string&& body, std::string_view type) noexcept : body_{std::move(body)}, type_{type} {}

  // 200 to 599.
  response& status(unsigned code) & noexcept {
    status_ = code;
    return *this;
  }
  response&& status(unsigned code) && noexcept { return std::move(status(code)); }
  unsigned status() const noexcept { return status_; }

  // Adds a field; the same name may come again (Set-Cookie). Content-Type takes the place of
  // the one that the body brought.
  response& header(std::string name, std::string value) & {
    if (is_content_type(name)) type_ = {};
    headers_.emplace_back(std::move(name), std::move(value));
    return *this;
  }
  response&& header(std::string name, std::string value) && {
    return std::move(header(std::move(name), std::move(value)));
  }

  const std::vector<std::pair<std::string, std::string>>& headers() const noexcept { return headers_; }
  std::string_view content_type() const noexcept { return type_; }  // empty: none, or among headers()
  std::string_view body() const noexcept { return body_.view(); }
  detail::body& content() noexcept { return body_; }
  bool is_streamed() const noexcept { return streamed_; }

 private:
  static bool is_content_type(std::string_view name) noexcept {
    constexpr std::string_view wanted = "content-type";
    if (name.size() != wanted.size()) return false;
    for (std::size_t i = 0; i < name.size(); ++i) {
      const char lower = name[i] >= 'A' && name[i] <= 'Z' ? static_cast<char>(name[i] - 'A' + 'a') : name[i];
      if (lower != wanted[i]) return false;
    }
    return true;
  }

  detail::body body_;
  std::string_view type_;
  unsigned status_ = 200;
  bool streamed_ = false;
  std::vector<std::pair<std::string, std::string>> headers_;
};

namespace detail {

// The header fields of a response as the boundary wants them. The usual few need no allocation.
class field_list {
 public:
  explicit field_list(const response& from) {
    const std::size_t most = from.headers().size() + 1;
    if (most > few_.size()) many_.resize(most);
    siding_field* at = many_.empty() ? few_.data() : many_.data();
    const auto text = [](std::string_view from_text) { return siding_str{from_text.data(), from_text.size()}; };
    if (!from.content_type().empty()) *at++ = {text("Content-Type"), text(from.content_type())};
    for (const auto& [name, value] : from.headers()) *at++ = {text(name), text(value)};
    count_ = static_cast<std::uint32_t>(at - data());
  }
  const siding_field* data() const noexcept { return many_.empty() ? few_.data() : many_.data(); }
  std::uint32_t count() const noexcept { return count_; }

 private:
  std::array<siding_field, 8> few_;
  std::vector<siding_field> many_;
  std::uint32_t count_ = 0;
};

// Status and headers; `fields` are those of `from` and outlive the use of it.
inline siding_response head_of(const response& from, const field_list& fields) noexcept {
  siding_response head{};
  head.size = sizeof(head);
  head.status = from.status();
  head.field_count = fields.count();
  head.field_stride = sizeof(siding_field);
  head.fields = fields.data();
  return head;
}

inline constexpr std::string_view kText = "text/plain; charset=utf-8";
inline constexpr std::string_view kJson = "application/json";
inline constexpr std::string_view kBytes = "application/octet-stream";
}  // namespace detail

// text/plain in UTF-8.
inline response text(std::string body) {
  return {std::move(body), detail::kText};
}
inline response text(const char* body) {
  return text(std::string{body});
}
inline response text(std::string_view body) {
  return text(std::string{body});
}

// application/json; the text is sent as it is.
inline response json(std::string body) {
  return {std::move(body), detail::kJson};
}
inline response json(const char* body) {
  return json(std::string{body});
}
inline response json(std::string_view body) {
  return json(std::string{body});
}

// A moved-in std::string, std::vector<std::byte> or other contiguous container of bytes.
// type: a string that lives as long as the library.
template <std::ranges::contiguous_range Container>
requires(!std::is_lvalue_reference_v<Container> && sizeof(std::ranges::range_value_t<Container>) == 1 &&
         !std::ranges::borrowed_range<Container>) response
    bytes(Container&& body, std::string_view type = detail::kBytes) {
  return {detail::body::owning(std::forward<Container>(body)), type};
}
// Copied.
inline response bytes(std::string_view body, std::string_view type = detail::kBytes) {
  return {std::string{body}, type};
}

// Content that lives as long as the library: literals, tables, embedded files. Never copied.
inline response static_text(std::string_view body) {
  return {detail::body::fixed(body), detail::kText};
}
inline response static_json(std::string_view body) {
  return {detail::body::fixed(body), detail::kJson};
}
inline response static_bytes(std::string_view body, std::string_view type = detail::kBytes) {
  return {detail::body::fixed(body), type};
}

// No content.
inline response status(unsigned code) {
  return response{}.status(code);
}

}  // namespace siding
