// sent.hpp - a response as the bytes on the wire say it, read without any code of the host.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace siding::fuzz {

struct Sent {
  unsigned status = 0;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;

  // How often it is there, and the last of them.
  std::size_t count(std::string_view name) const;
  std::string field(std::string_view name) const;
};

// Takes one response off the front; nothing when it is malformed or not all there.
// `to_head` tells that the request was HEAD, whose response has no content.
std::optional<Sent> take_response(std::string_view& wire, bool to_head);

}  // namespace siding::fuzz
