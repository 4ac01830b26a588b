// `siding plugins inspect`
#include <iostream>

#include "plugin/library.hpp"
#include "plugin/probe.hpp"
#include "plugin/report.hpp"
#include "server/commands.hpp"
#include "server/report_mistakes.hpp"

namespace siding::server {

ExitCode inspect_plugin(const std::filesystem::path& file, bool json) {
  constexpr auto kLimit = std::chrono::seconds{10};
  const auto text = plugin::probe(file.string(), kLimit, [&]() -> Result<std::string, Mistakes> {
    auto library = plugin::PluginLibrary::load(file, {});
    if (!library) return library.error();
    const plugin::Report found = plugin::report(**library);
    return json ? plugin::to_json(found) : plugin::to_text(found);
  });
  if (!text) return report(text.error());
  std::cout << *text;
  return ExitCode::ok;
}

}  // namespace siding::server
