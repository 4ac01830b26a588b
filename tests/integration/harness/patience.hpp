// patience.hpp - how long a test waits for what is sure to come; it passes only when something hangs.
#pragma once

#include <chrono>

namespace siding::integration {

constexpr auto kPatience = std::chrono::seconds{40};

}  // namespace siding::integration
