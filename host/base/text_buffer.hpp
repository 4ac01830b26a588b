// text_buffer.hpp - bytes that are put together, in place.
//
// Unlike std::string it hands out room that nobody has written to yet, so that a text of many
// short parts costs one look whether there is room, and each part one copy.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace siding {

class TextBuffer {
 public:
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::size_t capacity() const { return capacity_; }
  char* data() { return bytes_.get(); }
  const char* data() const { return bytes_.get(); }
  std::string_view view() const { return {bytes_.get(), size_}; }
  operator std::string_view() const { return view(); }
  friend bool operator==(const TextBuffer& a, std::string_view b) { return a.view() == b; }

  // Puts them behind everything so far. What it held may move.
  template <class... Texts>
  [[gnu::always_inline]] void append(const Texts&... texts) {
    char* to = room((std::string_view{texts}.size() + ...));
    ((to = put(to, texts)), ...);
    end_at(to);
  }

  // Where at least `bytes` more may be written. What it held may move.
  char* room(std::size_t bytes) {
    if (capacity_ - size_ < bytes) grow(bytes);
    return bytes_.get() + size_;
  }
  // Writes into such room; where the next text goes.
  static char* put(char* to, std::string_view text) { return std::copy(text.begin(), text.end(), to); }
  // It was written to, up to there.
  void end_at(const char* end) { size_ = static_cast<std::size_t>(end - bytes_.get()); }

  // Only the first bytes stay, or all but those.
  void truncate(std::size_t size) { size_ = size; }
  void erase_front(std::size_t size) {
    if (size == 0) return;
    size_ -= size;
    std::memmove(bytes_.get(), bytes_.get() + size, size_);
  }

  void clear() { size_ = 0; }
  void swap(TextBuffer& other) noexcept {
    bytes_.swap(other.bytes_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

 private:
  [[gnu::noinline]] void grow(std::size_t bytes) {
    constexpr std::size_t kLeast = 256;
    const std::size_t wanted = std::max({2 * capacity_, size_ + bytes, kLeast});
    auto larger = std::make_unique_for_overwrite<char[]>(wanted);
    if (size_ != 0) std::memcpy(larger.get(), bytes_.get(), size_);
    bytes_ = std::move(larger);
    capacity_ = wanted;
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace siding
