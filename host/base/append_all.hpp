// append_all.hpp - several short texts at once behind a string.
#pragma once

#include <array>
#include <cstring>
#include <string>
#include <string_view>

namespace siding {

// They are put together on the stack first: each append() is a call that looks whether there is room.
template <class... Texts>
[[gnu::always_inline]] inline void append_all(std::string& out, Texts... texts) {
  std::array<char, 256> whole;
  if ((std::string_view{texts}.size() + ...) > whole.size()) return static_cast<void>((out.append(texts), ...));
  char* to = whole.data();
  const auto put = [&to](std::string_view text) __attribute__((always_inline)) {
    std::memcpy(to, text.data(), text.size());
    to += text.size();
  };
  (put(texts), ...);
  out.append(whole.data(), static_cast<std::size_t>(to - whole.data()));
}

}  // namespace siding
