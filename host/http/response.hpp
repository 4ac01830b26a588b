// response.hpp - one HTTP response as a value.
//
// Framing (Content-Length, Transfer-Encoding, Connection) and Date are the
// transport's: `fields` holds everything else, validated and ready to send.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/recycled.hpp"
#include "base/text_buffer.hpp"

namespace siding::http {

struct Request;

// The content of a response: bytes it owns, bytes that live for ever, or bytes
// that somebody wants to be told about when they are no longer needed.
class Body {
 public:
  using Release = void (*)(void* user);

  Body() = default;
  static Body owned(std::string bytes);
  static Body fixed(std::string_view bytes);
  // `release(user)` is called exactly once, on any thread.
  static Body released(std::string_view bytes, Release release, void* user);

  Body(Body&& other) noexcept { swap(other); }
  Body& operator=(Body&& other) noexcept;
  ~Body() { let_go(); }

  std::string_view view() const { return release_ || owned_.empty() ? view_ : std::string_view{owned_}; }
  // Owns a copy, in memory that is kept from one use to the next.
  void copy(std::string_view bytes) {
    reset();
    owned_.assign(bytes);
  }
  void reset() {
    recycle(owned_, kKept);
    let_go();
  }
  void swap(Body& other) noexcept;

 private:
  static constexpr std::size_t kKept = 4 << 10;  // bytes that stay allocated

  void let_go() {
    view_ = {};
    if (const Release release = std::exchange(release_, nullptr)) release(std::exchange(user_, nullptr));
  }

  std::string owned_;
  std::string_view view_;
  Release release_ = nullptr;
  void* user_ = nullptr;
};

// What the fields of one response may measure, in bytes: clients and proxies take no more.
inline constexpr std::size_t kMostFieldBytes = 64 << 10;

struct Response {
  unsigned status = 200;
  TextBuffer fields;          // "Name: value\r\n" each; only append_field() writes it
  bool names_server = false;  // one of them is Server
  Body body;
  bool streamed = false;                // the content follows in pieces, in place of `body`
  std::optional<std::uint64_t> length;  // bytes of streamed content, where that is known

  void clear() {
    status = 200;
    names_server = streamed = false;
    recycle(fields, kKeptFields);
    body.reset();
    length.reset();
  }
  void shrink();  // the same, and no capacity

 private:
  static constexpr std::size_t kKeptFields = 4 << 10;  // bytes that stay allocated
};

// Appends one field. False, and nothing appended, when the name is no token,
// the value holds CR, LF, NUL or another control byte, or the field belongs to
// the transport (Content-Length, Transfer-Encoding, Connection, Keep-Alive,
// Date, Upgrade, Trailer, TE).
bool append_field(Response& response, std::string_view name, std::string_view value);

// "Not Found"; "Unknown" for a code without a registered name.
std::string_view reason_phrase(unsigned status) noexcept;

// Makes `response` an RFC 9457 problem document (plain text when `accept`, the
// request's Accept field, excludes JSON). `detail` may be empty. What was in
// `response` is gone, so append further fields (Allow, Retry-After) afterwards.
void make_problem(Response& response, unsigned status, std::string_view detail, std::string_view accept);
// The same for what `request` accepts: all of its Accept fields count.
void make_problem(Response& response, unsigned status, std::string_view detail, const Request& request);

}  // namespace siding::http
