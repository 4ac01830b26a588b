// text.hpp - the texts of fixed segments and paths: kept, compared, hashed.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace siding::routing {

// A text beside what it belongs to when it is short, so that comparing it brings no line of its own.
template <std::size_t kInside>
struct Text {
  static_assert(kInside >= sizeof(std::uint32_t));
  std::uint16_t size = 0;
  std::array<char, kInside> bytes{};  // of a longer one: where in Texts it begins
};

// Keeps those that are longer. A text has at most 65535 bytes.
class Texts {
 public:
  template <std::size_t kInside>
  Text<kInside> keep(std::string_view text);

  // Lives as long as both, and until the next keep().
  template <std::size_t kInside>
  std::string_view view(const Text<kInside>& kept) const;

 private:
  std::string long_;
};

template <std::size_t kInside>
Text<kInside> Texts::keep(std::string_view text) {
  Text<kInside> kept{.size = static_cast<std::uint16_t>(text.size())};
  if (text.size() <= kInside) {
    std::copy(text.begin(), text.end(), kept.bytes.begin());
  } else {
    const auto begin = static_cast<std::uint32_t>(long_.size());
    std::memcpy(kept.bytes.data(), &begin, sizeof begin);
    long_.append(text);
  }
  return kept;
}

template <std::size_t kInside>
std::string_view Texts::view(const Text<kInside>& kept) const {
  if (kept.size <= kInside) return {kept.bytes.data(), kept.size};
  std::uint32_t begin = 0;
  std::memcpy(&begin, kept.bytes.data(), sizeof begin);
  return {long_.data() + begin, kept.size};
}

namespace hashing {

inline std::uint64_t mixed(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
  return hash ^ hash >> 32;
}

template <class Word>
std::uint64_t word_at(const char* bytes) {
  Word word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// At most eight bytes, read in two pieces that may overlap.
inline std::uint64_t last_word(const char* bytes, std::size_t size) {
  if (size >= 4) return word_at<std::uint32_t>(bytes) << 32 | word_at<std::uint32_t>(bytes + size - 4);
  if (size >= 2) return word_at<std::uint16_t>(bytes) << 16 | word_at<std::uint16_t>(bytes + size - 2);
  return size == 1 ? word_at<std::uint8_t>(bytes) : 0;
}

}  // namespace hashing

// What memcmp() says: the texts are so short that calling it costs as much.
inline bool same(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (; a.size() > 8; a.remove_prefix(8), b.remove_prefix(8)) {
    if (hashing::word_at<std::uint64_t>(a.data()) != hashing::word_at<std::uint64_t>(b.data())) return false;
  }
  return hashing::last_word(a.data(), a.size()) == hashing::last_word(b.data(), b.size());
}

// Eight bytes at a time, inline: most texts are so short that a call would cost as much. The
// table is the operator's, so nobody who sends paths can make them collide on purpose.
inline std::uint32_t hash_of(std::uint32_t parent, std::string_view text) {
  std::uint64_t hash = hashing::mixed(parent, text.size());
  for (; text.size() > 8; text.remove_prefix(8)) {
    hash = hashing::mixed(hash, hashing::word_at<std::uint64_t>(text.data()));
  }
  return static_cast<std::uint32_t>(hashing::mixed(hash, hashing::last_word(text.data(), text.size())) >> 32);
}

}  // namespace siding::routing
