#include "fuzz/harness.hpp"

#include <cstdio>
#include <cstdlib>

namespace siding::fuzz {

std::vector<std::string_view> parts_of(std::string_view input) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto end = input.find(kCut);
    parts.push_back(input.substr(0, end));
    if (end == input.npos) return parts;
    input.remove_prefix(end + 1);
  }
}

void claim(bool holds, std::string_view sentence, std::string_view about) {
  if (holds) return;
  std::fprintf(stderr, "\nnot so: %.*s\n", static_cast<int>(sentence.size()), sentence.data());
  for (const char c : about) {
    const auto byte = static_cast<unsigned char>(c);
    std::fprintf(stderr, byte >= 0x20 && byte < 0x7F ? "%c" : "\\x%02X", byte);
  }
  std::fputc('\n', stderr);
  std::abort();
}

}  // namespace siding::fuzz
