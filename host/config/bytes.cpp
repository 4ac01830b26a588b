#include "config/bytes.hpp"

#include <array>
#include <cstdio>
#include <string>
#include <string_view>

#include "base/utf8.hpp"

namespace siding::config {
namespace {

constexpr std::size_t kLongestLine = std::size_t{64} << 10;

bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
}

std::string in_hex(char c) {
  std::array<char, 5> text;
  std::snprintf(text.data(), text.size(), "0x%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
  return text.data();
}

// A tab first in a line of content. Deeper ones are the parser's to judge: in a block of text they are content.
bool tab_indents(std::string_view line) {
  if (!line.starts_with('\t')) return false;
  const std::size_t content = line.find_first_not_of(" \t");
  return content != std::string_view::npos && line[content] != '#';
}

void check_line(const Source& source, std::uint32_t number, Report& report) {
  const std::string_view line = source.line(number);
  const auto place = [&](std::size_t at) { return source.place(number, static_cast<std::uint32_t>(at + 1)); };
  if (line.size() > kLongestLine) {
    report.add(place(0), "the line is longer than 64 KiB", "is this the right file?", ExitCode::data);
    return;
  }
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (!is_control(line[at])) continue;
    report.add(place(at), "control character " + in_hex(line[at]),
               R"(in a quoted value write it as an escape, such as "\x00")", ExitCode::data);
    return;
  }
  if (const std::size_t at = find_malformed(line); at != std::string_view::npos) {
    report.add(place(at), "byte " + in_hex(line[at]) + " is not UTF-8", "save the file as UTF-8", ExitCode::data);
  } else if (tab_indents(line)) {
    report.add(place(0), "a tab indents this line", "YAML is indented with spaces", ExitCode::data);
  }
}

bool is_utf16(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
}

}  // namespace

void check_bytes(const Source& source, Report& report) {
  if (is_utf16(source.text())) {
    report.add(source.place(0, 0), "the file is UTF-16", "save it as UTF-8", ExitCode::data);
    return;
  }
  for (std::uint32_t number = 1; number <= source.line_count(); ++number) check_line(source, number, report);
}

}  // namespace siding::config
