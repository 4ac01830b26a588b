#include "plugin/host_abi.hpp"

namespace siding::plugin {

std::string abi_text(std::uint32_t major, std::uint32_t minor) {
  return std::to_string(major) + "." + std::to_string(minor);
}

std::string host_text() {
  return "Siding " SIDING_VERSION " (ABI " + abi_text(SIDING_ABI_MAJOR, SIDING_ABI_MINOR) + ")";
}

}  // namespace siding::plugin
