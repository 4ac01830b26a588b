// listen.hpp - from "127.0.0.1:8080" or "[::1]:8080" to an address.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "config/configuration.hpp"

namespace siding::config {

// Why a text is no address; completes "`TEXT` ".
struct NoListen {
  std::string_view why;
};

// A port without an address is refused: whether
// everybody or this machine alone is served should be written down.
Result<Listen, NoListen> parse_listen(std::string_view text);

// An IPv4 or IPv6 address as it is, "localhost" as 127.0.0.1; nullopt for any other
// name, because a name may change its meaning between two starts.
std::optional<std::string> numeric_host(std::string_view text);

// What parse_listen accepts, for messages.
inline constexpr std::string_view kListenForms =
    "ADDRESS:PORT, such as 127.0.0.1:8080 (this machine), 0.0.0.0:8080 (every IPv4 interface) or \"[::1]:8080\"";

}  // namespace siding::config
