// lab_text.hpp - figures as people read them, with three digits that count.
#pragma once

#include <chrono>
#include <string>

namespace siding::server::lab {

std::string time_text(std::chrono::nanoseconds time);  // "0.31 ms", "204 ms", "6.01 s", "1200 s"
std::string rate_text(double per_second);              // "0.17", "11.1", "4120"
std::string threads_text(double threads);              // "0.4 threads", "1 thread", "98 threads"

}  // namespace siding::server::lab
