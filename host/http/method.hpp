// method.hpp - the request methods that this host recognises.
//
// A method that is not among them is answered 501, and a route that names one is
// a mistake; a known one that a path does not offer is answered 405.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace siding::http {

constexpr std::size_t kMaxKnownMethods = 64;  // so that a set of them is one word

// The IANA registry without CONNECT and PRI, and PURGE, which caches use.
std::span<const std::string_view> known_methods() noexcept;

// The name of a method, as it was given, and which of known_methods() it is: so it is compared
// once, and from then on by a number. Case-sensitive, as methods are.
class Method {
 public:
  static constexpr std::uint8_t kGet = 0;
  static constexpr std::uint8_t kUnknown = 0xFF;

  Method() = default;  // without a name, unknown
  Method(std::string_view name) noexcept : name_{name}, index_{name == "GET" ? kGet : index_of(name)} {}
  Method(const char* name) noexcept : Method{std::string_view{name}} {}
  Method(const std::string& name) noexcept : Method{std::string_view{name}} {}

  std::string_view name() const noexcept { return name_; }
  operator std::string_view() const noexcept { return name_; }
  bool empty() const noexcept { return name_.empty(); }

  bool is_known() const noexcept { return index_ != kUnknown; }
  std::uint8_t index() const noexcept { return index_; }  // in known_methods(), or kUnknown

  friend bool operator==(const Method& a, std::string_view b) noexcept { return a.name_ == b; }

 private:
  static std::uint8_t index_of(std::string_view name) noexcept;

  std::string_view name_;
  std::uint8_t index_ = kUnknown;
};

// True for the methods that ask for nothing but an answer (RFC 9110, 9.2.1).
inline bool is_safe(const Method& method) noexcept {
  return method.index() == Method::kGet || method == "HEAD" || method == "OPTIONS" || method == "TRACE";
}

}  // namespace siding::http
