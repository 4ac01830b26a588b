#include "plugin/fence.hpp"

#include <algorithm>

namespace siding::plugin {

std::string error_text(const siding_error& error) {
  std::string text(error.text, std::min<std::size_t>(error.length, sizeof error.text));
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

}  // namespace siding::plugin
