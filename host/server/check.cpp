// `siding check`
#include <iostream>

#include "plugin/library.hpp"
#include "plugin/probe.hpp"
#include "server/commands.hpp"
#include "server/plan.hpp"
#include "server/plugin_directory.hpp"
#include "server/report_mistakes.hpp"
#include "server/server.hpp"

namespace siding::server {

namespace {

constexpr auto kLoadLimit = std::chrono::seconds{10};
constexpr auto kInitLimit = std::chrono::minutes{2};

// Loading runs constructors of the library: in a child. Adds what is wrong to the plan.
void try_loading(const config::Configuration& configuration, Plan& plan) {
  const auto directory = plugin_directory(configuration);
  for (const auto& options : configuration.plugins) {
    if (plan.manifests.count(options.name) == 0) continue;  // has its mistake, or is disabled
    const auto loaded = plugin::probe(options.file.string(), kLoadLimit, [&]() -> Result<std::string, Mistakes> {
      auto library = plugin::PluginLibrary::load(options.file, directory);
      if (!library) return library.error();
      return std::string();
    });
    if (loaded) continue;
    Mistakes& found = options.on_error == plugin::OnError::disable ? plan.disabled : plan.mistakes;
    for (Mistake mistake : loaded.error()) {
      mistake.place = options.place;
      found.push_back(std::move(mistake));
    }
  }
}

// The whole server without an address, in a child.
Mistakes try_starting(config::Configuration configuration) {
  configuration.listen.clear();
  const auto result = plugin::probe("the server", kInitLimit, [&]() -> Result<std::string, Mistakes> {
    const auto logger = silent_logger();
    auto server = Server::start(configuration, *logger);
    if (!server) return server.error();
    (*server)->stop(std::chrono::seconds{10});
    return std::string();
  });
  return result ? Mistakes{} : result.error();
}

}  // namespace

ExitCode check(const std::filesystem::path& file, const config::Overrides& overrides, bool init) {
  const auto configuration = load_configuration(file, overrides);
  if (!configuration) return report(configuration.error());
  Plan plan = make_plan(*configuration);
  try_loading(*configuration, plan);
  Mistakes mistakes = plan.mistakes;
  if (mistakes.empty() && init) mistakes = try_starting(*configuration);
  if (!mistakes.empty()) return report(mistakes);
  for (const Mistake& disabled : plan.disabled) std::cerr << "disabled: " << to_string(disabled) << '\n';
  std::cout << file.string() << ": ok, " << plan.routes.size() << " routes, " << plan.manifests.size() << " plugins\n";
  return ExitCode::ok;
}

}  // namespace siding::server
