// `siding diff`
#include <iostream>
#include <sstream>

#include "server/commands.hpp"
#include "server/find_supervisor.hpp"
#include "server/plugin_contents.hpp"
#include "server/report_mistakes.hpp"
#include "server/table_diff.hpp"

namespace siding::server {

namespace {

using Contents = std::vector<std::pair<std::string, std::string>>;

Contents read_contents(const std::string& lines) {
  Contents contents;
  std::istringstream stream{lines};
  for (std::string line; std::getline(stream, line);) {
    if (const auto tab = line.find('\t'); tab != line.npos)
      contents.emplace_back(line.substr(0, tab), line.substr(tab + 1));
  }
  return contents;
}

ExitCode print(const ServedTable& before, const ServedTable& after) {
  const auto lines = diff(before, after);
  for (const std::string& line : lines) std::cout << line << '\n';
  if (lines.empty()) std::cout << "no difference\n";
  return ExitCode::ok;
}

}  // namespace

ExitCode diff_files(const std::filesystem::path& before, const std::filesystem::path& after,
                    const config::Overrides& overrides) {
  const auto old_table = load_configuration(before, overrides);
  if (!old_table) return report(old_table.error());
  const auto new_table = load_configuration(after, overrides);
  if (!new_table) return report(new_table.error());
  return print({*old_table, plugin_contents(*old_table)}, {*new_table, plugin_contents(*new_table)});
}

ExitCode diff_running(const SupervisorChoice& choice, const config::Overrides& overrides) {
  const auto supervisor = find_supervisor(choice);
  if (!supervisor) return report(supervisor.error());
  const std::filesystem::path file = choice.config.empty() ? std::filesystem::path(supervisor->config) : choice.config;
  const auto served = load_configuration_text(supervisor->table(), file, overrides);
  if (!served) return report(served.error());
  const auto written = load_configuration(file, overrides);
  if (!written) return report(written.error());
  return print({*served, read_contents(supervisor->plugins())}, {*written, plugin_contents(*written)});
}

}  // namespace siding::server
