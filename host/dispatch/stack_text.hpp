// stack_text.hpp - addresses as "article.so+0x5a3c", for addr2line.
//
// From /proc/self/maps, which names the private copies of plugins too; dladdr()
// does not, and waits for the loader's lock.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace siding::dispatch {

// Down to the plugin's outermost frame; what called the plugin is left out. "" when nothing is known.
std::string stack_text(std::span<const std::uintptr_t> stack);

// The same with the given text of /proc/self/maps.
std::string stack_text(std::span<const std::uintptr_t> stack, std::string_view maps);

}  // namespace siding::dispatch
