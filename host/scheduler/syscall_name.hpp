// syscall_name.hpp - names of the system calls that threads block in.
#pragma once

#include <string_view>

namespace siding::scheduler {

// Empty for a call that rarely blocks.
std::string_view syscall_name(long number) noexcept;

}  // namespace siding::scheduler
