// sample.hpp - configurations in one line, for the tests of this folder.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "config/configuration.hpp"

namespace siding::config {

inline constexpr std::string_view kNoRoutes = "version: 1\nroutes: []\n";  // what follows starts on line 3
inline constexpr std::string_view kRoutes = "version: 1\nroutes:\n";       // so do the routes

// REQUIRES: no mistakes.
inline Configuration good(std::string_view text) {
  auto configuration = parse(text, "routes.yaml");
  if (!configuration) {
    for (const Mistake& mistake : configuration.error()) FAIL_CHECK(to_string(mistake));
  }
  REQUIRE(configuration.has_value());
  return std::move(*configuration);
}

inline Configuration good(std::string_view head, std::string_view rest) {
  return good(std::string(head).append(rest));
}

// REQUIRES: at least one mistake.
inline Mistakes bad(std::string_view text) {
  auto configuration = parse(text, "routes.yaml");
  REQUIRE_FALSE(configuration.has_value());
  REQUIRE_FALSE(configuration.error().empty());
  return configuration.error();
}

// One kind of bad input, and the one mistake that it makes.
struct BadInput {
  std::string_view text;
  ExitCode code;
  std::uint32_t line;
  std::uint32_t column;
  std::string_view what;  // a part of it
  std::string_view fix;   // a part of it
};

inline void check_each(std::string_view head, std::initializer_list<BadInput> table) {
  for (const BadInput& input : table) {
    const std::string text = std::string(head).append(input.text);
    CAPTURE(text);
    const Mistakes mistakes = bad(text);
    std::string all;
    for (const Mistake& mistake : mistakes) all += to_string(mistake) + '\n';
    CAPTURE(all);
    CHECK(mistakes.size() == 1);
    CHECK(mistakes[0].code == input.code);
    CHECK(mistakes[0].place.line == input.line);
    CHECK(mistakes[0].place.column == input.column);
    CHECK(mistakes[0].what.find(input.what) != std::string::npos);
    CHECK(mistakes[0].fix.find(input.fix) != std::string::npos);
  }
}

// Sets a variable of the environment for one test.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  ~Variable() { unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

}  // namespace siding::config
