// request_id.hpp - what logs and plugins call a request: "3f2a90c100000007".
//
// The upper half tells loops and processes apart, the lower half counts.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace siding::dispatch {

class RequestId {
 public:
  RequestId() = default;
  explicit RequestId(std::uint64_t number) {
    put(text_.data(), static_cast<std::uint32_t>(number >> 32));
    put(text_.data() + 8, static_cast<std::uint32_t>(number));
  }

  std::string_view view() const { return {text_.data(), text_.size()}; }

 private:
  // Eight digits at once: a nibble to each byte, the highest one first in memory.
  static void put(char* to, std::uint32_t number) {
    constexpr std::uint64_t kOnes = 0x0101010101010101;
    std::uint64_t nibbles = (std::uint64_t{number} << 16 | number) & 0x0000FFFF0000FFFF;
    nibbles = (nibbles << 8 | nibbles) & 0x00FF00FF00FF00FF;
    nibbles = (nibbles << 4 | nibbles) & 0x0F * kOnes;
    const std::uint64_t letters = (nibbles + 6 * kOnes) >> 4 & kOnes;  // 1 where it is above 9
    std::uint64_t digits = nibbles + '0' * kOnes + letters * ('a' - '9' - 1);
    if constexpr (std::endian::native == std::endian::little) digits = __builtin_bswap64(digits);
    std::memcpy(to, &digits, sizeof digits);
  }

  std::array<char, 16> text_{};
};

}  // namespace siding::dispatch
