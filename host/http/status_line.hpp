// status_line.hpp - the first line of a response, preformatted for every status.
#pragma once

#include <string_view>

namespace siding::http {

// "HTTP/1.1 404 Not Found\r\n"; lives for ever. Anything outside of 100 to 599 reads as 500.
std::string_view status_line(unsigned status) noexcept;

}  // namespace siding::http
