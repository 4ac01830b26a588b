// A configuration file of any bytes: never an exception, every mistake at a
// place inside of the file with that line quoted, and what is accepted is whole.
#include <algorithm>
#include <exception>
#include <optional>
#include <string>

#include "config/configuration.hpp"
#include "fuzz/harness.hpp"

using namespace siding;
using namespace siding::fuzz;

namespace {

// The lines as an editor counts them, without a byte order mark.
std::vector<std::string_view> lines_of(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<std::string_view> lines;
  while (true) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == text.npos) return lines;
    text.remove_prefix(end + 1);
  }
}

bool is_in(const Place& place, const std::vector<std::string_view>& lines) {
  if (!place.file || *place.file != "fuzz.yaml" || place.line > lines.size()) return false;
  return place.line == 0 || (place.column > 0 && place.column <= lines[place.line - 1].size() + 1);
}

void check(const Mistakes& mistakes, const std::vector<std::string_view>& lines) {
  claim(!mistakes.empty() && mistakes.size() <= 101, "a refused file has some mistakes, and not endlessly many");
  claim(exit_code(mistakes) != ExitCode::ok, "a refused file fails");
  for (const Mistake& mistake : mistakes) {
    const auto text = to_string(mistake);
    claim(!mistake.what.empty() && text.find(mistake.what) != text.npos, "a mistake says what is wrong", text);
    const bool rest = mistake.what.ends_with("more mistakes");
    claim(rest || is_in(mistake.place, lines), "a mistake is in the file", text);
    if (mistake.place.line == 0) continue;
    auto line = lines[mistake.place.line - 1];
    if (line.ends_with('\r')) line.remove_suffix(1);
    claim(mistake.quoted == line, "a mistake quotes its line", text);
  }
}

void check(const config::Configuration& configuration, const std::vector<std::string_view>& lines) {
  claim(!configuration.listen.empty(), "there is an address to listen on");
  claim(std::any_of(configuration.pools.begin(), configuration.pools.end(),
                    [](const auto& pool) { return pool.name == "default" && pool.min <= pool.max && pool.max > 0; }),
        "there is a default pool");
  claim(configuration.limits.header <= 64 << 10, "a head has at most 64 KiB");
  for (const auto& route : configuration.routes) {
    claim(is_in(route.place, lines) && route.place.line > 0, "a route is in the file", route.path);
    claim(!route.plugin.empty(), "a route has a plugin", route.path);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = view(data, size);
  const auto lines = lines_of(text);
  std::optional<Result<config::Configuration, Mistakes>> read;
  try {
    read.emplace(config::parse(text, "fuzz.yaml"));
  } catch (const std::exception& exception) {
    claim(false, "reading throws nothing", exception.what());
  }
  if (*read) {
    check(**read, lines);
  } else {
    check(read->error(), lines);
  }
  return 0;
}
