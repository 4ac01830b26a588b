#include "base/build_facts.hpp"

#include <spdlog/version.h>
#include <boost/version.hpp>

namespace siding {

namespace {

#if defined(__clang__)
constexpr const char* kCompiler = "clang " __clang_version__;
#else
constexpr const char* kCompiler = "g++ " __VERSION__;
#endif

#if defined(__SANITIZE_ADDRESS__)
constexpr const char* kSanitizer = ", address sanitizer";
#elif defined(__SANITIZE_THREAD__)
constexpr const char* kSanitizer = ", thread sanitizer";
#else
constexpr const char* kSanitizer = "";
#endif

#if defined(NDEBUG)
constexpr const char* kAssertions = "";
#else
constexpr const char* kAssertions = ", assertions";
#endif

std::string dotted(int major, int minor, int patch) {
  return std::to_string(major) + '.' + std::to_string(minor) + '.' + std::to_string(patch);
}

}  // namespace

std::string compiler_text() {
  return std::string(kCompiler) + kSanitizer + kAssertions;
}

std::string libraries_text() {
  return "Boost " + dotted(BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100) + ", spdlog " +
         dotted(SPDLOG_VER_MAJOR, SPDLOG_VER_MINOR, SPDLOG_VER_PATCH);
}

}  // namespace siding
