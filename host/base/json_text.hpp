// json_text.hpp - text as a JSON string.
//
// What is no UTF-8 becomes U+FFFD: logs and answers are read by strict readers.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace siding {

// Appends it in quotes.
void append_json(std::string& out, std::string_view text);

// The same to where there is room for json_room() bytes; where the next text goes.
char* put_json(char* to, std::string_view text);
constexpr std::size_t json_room(std::size_t size) {
  return 6 * size + 2;
}

}  // namespace siding
