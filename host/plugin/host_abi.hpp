// host_abi.hpp - what this host offers to plugins, and what it says of itself.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include <siding/abi.h>

namespace siding::plugin {

// The extensions that siding_host::get_extension knows in this host; a plugin
// that needs another one is refused before anything of it runs.
inline constexpr std::array<std::string_view, 4> kHostExtensions{SIDING_CORE_1, SIDING_CONFIG_1, SIDING_FD_1,
                                                                 SIDING_STREAM_1};

// "1.0"
std::string abi_text(std::uint32_t major, std::uint32_t minor);
// "Siding 0.1.0 (ABI 1.0)"
std::string host_text();

}  // namespace siding::plugin
