#include "fuzz/sent.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "fuzz/chunks.hpp"

namespace siding::fuzz {
namespace {

bool same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// Up to CR LF. Nothing when there is a control byte before it.
std::optional<std::string_view> take_line(std::string_view& wire) {
  const auto end =
      std::find_if(wire.begin(), wire.end(), [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7F; });
  const auto size = static_cast<std::size_t>(end - wire.begin());
  if (!wire.substr(size).starts_with("\r\n")) return {};
  const auto line = wire.substr(0, size);
  wire.remove_prefix(size + 2);
  return line;
}

// "HTTP/1.1 200 OK"
unsigned status_of(std::string_view line) {
  if (!line.starts_with("HTTP/1.1 ") || line.size() < 13 || line[12] != ' ') return 0;
  return static_cast<unsigned>(std::atoi(std::string{line.substr(9, 3)}.c_str()));
}

bool take_field(Sent& sent, std::string_view line) {
  const auto colon = line.find(": ");
  if (colon == 0 || colon == line.npos || line.substr(0, colon).find_first_of(" \t:") != line.npos) return false;
  sent.fields.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  return true;
}

}  // namespace

std::size_t Sent::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::count_if(fields.begin(), fields.end(), [&](const auto& field) { return same(field.first, name); }));
}

std::string Sent::field(std::string_view name) const {
  std::string found;
  for (const auto& [its_name, value] : fields) found = same(its_name, name) ? value : found;
  return found;
}

std::optional<Sent> take_response(std::string_view& wire, bool to_head) {
  Sent sent;
  const auto first = take_line(wire);
  if (!first || (sent.status = status_of(*first)) == 0) return {};
  while (true) {
    const auto line = take_line(wire);
    if (!line) return {};
    if (line->empty()) break;
    if (!take_field(sent, *line)) return {};
  }
  if (to_head || sent.status == 204 || sent.status == 304 || sent.status < 200) return sent;
  if (sent.count("Transfer-Encoding") > 0) {
    auto chunks = read_chunks(wire);
    if (!chunks.complete) return {};
    sent.body = std::move(chunks.content);
    wire.remove_prefix(chunks.size);
    return sent;
  }
  const bool known = sent.count("Content-Length") > 0;
  const auto length = known ? static_cast<std::size_t>(std::atoll(sent.field("Content-Length").c_str())) : wire.size();
  if (length > wire.size()) return {};
  sent.body = wire.substr(0, length);
  wire.remove_prefix(length);
  return sent;
}

}  // namespace siding::fuzz
