// json_text.hpp - text as a JSON string.
#pragma once

#include <string>
#include <string_view>

namespace siding {

// Appends it in quotes. What is no UTF-8 becomes U+FFFD: a log is read by strict readers.
void append_json(std::string& out, std::string_view text);

}  // namespace siding
