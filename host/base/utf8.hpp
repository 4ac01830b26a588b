// utf8.hpp - where a text stops being UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

namespace siding {

// The offset of the first byte that is not part of a well-formed character; npos when there is none.
std::size_t find_malformed(std::string_view text) noexcept;

}  // namespace siding
