#include "base/mistake.hpp"

#include <algorithm>
#include <numeric>

namespace siding {
namespace {

constexpr std::size_t kWidest = 120;  // bytes of a quoted line that are shown
constexpr std::size_t kBefore = 60;   // of them before the column

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u;
}
bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// The quoted line in a form that fits a terminal, and the offset of the column in it.
struct Excerpt {
  std::string text;
  std::size_t caret = 0;
};

Excerpt excerpt(std::string_view line, std::uint32_t column) {
  std::size_t caret = std::min<std::size_t>(column == 0 ? 0 : column - 1, line.size());
  std::size_t begin = line.size() <= kWidest || caret < kBefore ? 0 : caret - kBefore;
  while (begin > 0 && begin < line.size() && continues_character(line[begin])) --begin;
  std::size_t end = std::min(line.size(), begin + kWidest);
  while (end < line.size() && continues_character(line[end])) ++end;
  Excerpt shown{.text = std::string(line.substr(begin, end - begin)), .caret = caret - begin};
  std::replace_if(shown.text.begin(), shown.text.end(), is_control, ' ');  // a tab too: the caret stays in place
  if (begin > 0) {
    shown.text.insert(0, "...");
    shown.caret += 3;
  }
  if (end < line.size()) shown.text += "...";
  return shown;
}

std::string quotation(const Mistake& mistake) {
  const std::string number = std::to_string(mistake.place.line);
  const Excerpt shown = excerpt(mistake.quoted, mistake.place.column);
  std::string text = "\n  " + number + " | " + shown.text;
  if (mistake.place.column == 0) return text;
  text += "\n  " + std::string(number.size(), ' ') + " | ";
  for (std::size_t at = 0; at < shown.caret && at < shown.text.size(); ++at) {
    if (!continues_character(shown.text[at])) text += ' ';
  }
  return text += '^';
}

}  // namespace

std::string to_string(const Mistake& mistake) {
  std::string text = mistake.place.to_string();
  if (!text.empty()) text += ": ";
  text += mistake.what;
  if (!mistake.quoted.empty()) text += quotation(mistake);
  if (!mistake.fix.empty()) text += "\n  " + mistake.fix;
  return text;
}

ExitCode exit_code(const Mistakes& mistakes) {
  return mistakes.empty() ? ExitCode::ok : mistakes.front().code;
}

unsigned edit_distance(std::string_view a, std::string_view b) {
  // Three rows of the usual table; a swap of neighbours looks two rows back.
  std::vector<unsigned> before(b.size() + 1);
  std::vector<unsigned> above(b.size() + 1);
  std::vector<unsigned> row(b.size() + 1);
  std::iota(above.begin(), above.end(), 0u);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<unsigned>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0u : 1u)});
      const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

}  // namespace siding
