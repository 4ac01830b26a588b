#include "base/place.hpp"

namespace siding {

std::string Place::to_string() const {
  if (!file || line == 0) return file_and_line();
  return file_and_line() + ':' + std::to_string(column);
}

std::string Place::file_and_line() const {
  if (!file) return {};
  return line == 0 ? *file : *file + ':' + std::to_string(line);
}

}  // namespace siding
