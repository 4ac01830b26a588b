// percent.hpp - percent-encoding, as in the paths of targets.
#pragma once

#include <string>
#include <string_view>

namespace siding::http {

// True when each '%' begins two hexadecimal digits.
bool has_valid_escapes(std::string_view text) noexcept;

// Appends the decoded bytes. False, with `out` as it was, when an escape is
// invalid or stands for NUL.
bool append_decoded(std::string& out, std::string_view text);

}  // namespace siding::http
