#include "dispatch/stack_text.hpp"

#include <cinttypes>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <sstream>
#include <vector>

namespace siding::dispatch {

namespace {

constexpr std::string_view kCopy = "/memfd:siding:";  // of a plugin, as PrivateCopy names it
constexpr std::string_view kDeleted = " (deleted)";

struct Mapping {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
  std::uintptr_t offset = 0;
  std::string name;
  bool plugin = false;
};

// "7f10-7f20 r-xp 00001000 00:01 5  /memfd:siding:article.so (deleted)"
bool read_mapping(const std::string& line, Mapping& mapping) {
  int path = 0;
  if (std::sscanf(line.c_str(), "%" SCNxPTR "-%" SCNxPTR " %*s %" SCNxPTR " %*s %*s %n", &mapping.begin, &mapping.end,
                  &mapping.offset, &path) != 3) {
    return false;
  }
  std::string_view name = std::string_view{line}.substr(static_cast<std::size_t>(path));
  mapping.plugin = name.starts_with(kCopy);
  if (name.ends_with(kDeleted)) name.remove_suffix(kDeleted.size());
  mapping.name = mapping.plugin ? name.substr(kCopy.size()) : name.substr(name.rfind('/') + 1);
  return !name.empty();
}

std::vector<Mapping> read_mappings(std::string_view maps) {
  std::vector<Mapping> mappings;
  std::istringstream lines{std::string{maps}};
  for (std::string line; std::getline(lines, line);) {
    Mapping mapping;
    if (read_mapping(line, mapping)) mappings.push_back(std::move(mapping));
  }
  return mappings;
}

const Mapping* find(const std::vector<Mapping>& mappings, std::uintptr_t address) {
  for (const Mapping& mapping : mappings) {
    if (mapping.begin <= address && address < mapping.end) return &mapping;
  }
  return nullptr;
}

std::string hexadecimal(std::uintptr_t number) {
  char text[2 + 2 * sizeof number + 1];
  std::snprintf(text, sizeof text, "0x%" PRIxPTR, number);
  return text;
}

}  // namespace

std::string stack_text(std::span<const std::uintptr_t> stack, std::string_view maps) {
  const auto mappings = read_mappings(maps);
  std::string text;
  std::size_t outermost = 0;  // the length up to there
  for (std::size_t i = 0; i < stack.size(); ++i) {
    const std::uintptr_t address = i == 0 ? stack[i] : stack[i] - 1;  // within the call, not after it
    const Mapping* const mapping = find(mappings, address);
    text += (i == 0 ? "" : " < ") + (mapping ? mapping->name : std::string("?")) + "+" +
            hexadecimal(mapping ? address - mapping->begin + mapping->offset : address);
    if (mapping && mapping->plugin) outermost = text.size();
  }
  if (outermost != 0) text.resize(outermost);
  return text;
}

std::string stack_text(std::span<const std::uintptr_t> stack) {
  std::ifstream maps("/proc/self/maps");
  return stack_text(stack, std::string(std::istreambuf_iterator<char>(maps), {}));
}

}  // namespace siding::dispatch
