// build_facts.hpp - how this host was built.
#pragma once

#include <string>

namespace siding {

// "g++ 12.2.0, address sanitizer, assertions"
std::string compiler_text();
// "Boost 1.81.0, spdlog 1.10.0"
std::string libraries_text();

}  // namespace siding
