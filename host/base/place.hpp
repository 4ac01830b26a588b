// place.hpp - where in a file something was written.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace siding {

// A position in a configuration file, 1-based. Copies share the file's name.
struct Place {
  std::shared_ptr<const std::string> file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  // "routes.yaml:12:5"; empty without a file.
  std::string to_string() const;
  // "routes.yaml:12"
  std::string file_and_line() const;
};

}  // namespace siding
