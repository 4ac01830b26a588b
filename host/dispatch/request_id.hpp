// request_id.hpp - what logs and plugins call a request: "3f2a90c100000007".
//
// The upper half tells loops and processes apart, the lower half counts.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace siding::dispatch {

class RequestId {
 public:
  RequestId() = default;
  explicit RequestId(std::uint64_t number) {
    for (std::size_t i = text_.size(); i > 0; number >>= 8) {
      text_[--i] = kDigits[number & 15];
      text_[--i] = kDigits[number >> 4 & 15];
    }
  }

  std::string_view view() const { return {text_.data(), text_.size()}; }

 private:
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<char, 16> text_{};
};

}  // namespace siding::dispatch
