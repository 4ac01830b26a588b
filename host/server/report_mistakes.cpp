#include "server/report_mistakes.hpp"

#include <iostream>

namespace siding::server {

ExitCode report(const Mistakes& mistakes) {
  for (const Mistake& mistake : mistakes) std::cerr << to_string(mistake) << '\n';
  if (mistakes.size() > 1) std::cerr << mistakes.size() << " mistakes\n";
  return exit_code(mistakes);
}

Result<config::Configuration, Mistakes> load_configuration(const std::filesystem::path& file,
                                                           const config::Overrides& overrides) {
  const auto text = config::read_file(file);
  if (!text) return text.error();
  return load_configuration_text(*text, file, overrides);
}

Result<config::Configuration, Mistakes> load_configuration_text(std::string_view text,
                                                                const std::filesystem::path& file,
                                                                const config::Overrides& overrides) {
  auto configuration = config::load_text(text, file);
  if (!configuration) return configuration.error();
  if (const Mistakes mistakes = config::apply(overrides, *configuration); !mistakes.empty()) return mistakes;
  return configuration;
}

}  // namespace siding::server
