// request_id.hpp - what logs and plugins call a request: "3f2a90c100000007".
//
// The upper half tells loops and processes apart, the lower half counts.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace siding::dispatch {

class RequestId {
 public:
  RequestId() = default;
  explicit RequestId(std::uint64_t number) {
    for (std::size_t i = text_.size(); i > 0; number >>= 8) {
      i -= 2;
      std::memcpy(text_.data() + i, kPairs[number & 0xFF].data(), 2);
    }
  }

  std::string_view view() const { return {text_.data(), text_.size()}; }

 private:
  // "00" to "ff"
  static constexpr auto kPairs = [] {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::array<std::array<char, 2>, 256> pairs{};
    for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i] = {kDigits[i / 16], kDigits[i % 16]};
    return pairs;
  }();

  std::array<char, 16> text_{};
};

}  // namespace siding::dispatch
