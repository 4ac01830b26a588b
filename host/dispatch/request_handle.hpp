// request_handle.hpp - the siding_request* that a plugin holds: a checked handle.
//
// Exchanges are recycled but never freed while the process serves, so a handle
// that a plugin uses too long still points to an exchange; the generation in its
// upper 16 bits, which no user address needs, tells that it is another request.
#pragma once

#include <cstdint>

#include <siding/abi.h>

namespace siding::dispatch {

class PluginExchange;

inline constexpr int kGenerationShift = 48;

// NOLINTBEGIN(performance-no-int-to-ptr): a handle is opaque to the plugin, and its upper bits count.
inline siding_request* make_handle(PluginExchange& exchange, std::uint16_t generation) {
  const auto address = reinterpret_cast<std::uintptr_t>(&exchange);
  return reinterpret_cast<siding_request*>(address | static_cast<std::uintptr_t>(generation) << kGenerationShift);
}

inline PluginExchange& exchange_of(siding_request* handle) {
  constexpr std::uintptr_t kAddress = (std::uintptr_t{1} << kGenerationShift) - 1;
  return *reinterpret_cast<PluginExchange*>(reinterpret_cast<std::uintptr_t>(handle) & kAddress);
}
// NOLINTEND(performance-no-int-to-ptr)

inline std::uint16_t generation_of(siding_request* handle) {
  return static_cast<std::uint16_t>(reinterpret_cast<std::uintptr_t>(handle) >> kGenerationShift);
}

}  // namespace siding::dispatch
