#include "server/plugin_set.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "plugin/library.hpp"
#include "scheduler/whereabouts.hpp"
#include "server/plugin_directory.hpp"

namespace siding::server {

namespace {

Result<std::unique_ptr<plugin::PluginInstance>, Mistakes> bring_up(const plugin::PluginOptions& options,
                                                                   const std::filesystem::path& directory,
                                                                   const siding_host& host) {
  auto library = plugin::PluginLibrary::load(options.file, directory);
  if (!library) {
    Mistakes mistakes = library.error();
    for (Mistake& mistake : mistakes) mistake.place = options.place;
    return mistakes;
  }
  return plugin::PluginInstance::start(std::move(*library), options, host);
}

// For whoever asks why the process has ended.
void name_what_starts(std::string_view plugin) {
  CrashPage* const page = scheduler::Whereabouts::page();
  if (!page) return;
  page->starting.fill('\0');
  plugin.copy(page->starting.data(), page->starting.size() - 1);
}

}  // namespace

Result<PluginSet, Mistakes> PluginSet::load(const config::Configuration& configuration,
                                            const dispatch::HostParts& parts) {
  PluginSet set;
  Mistakes mistakes;
  const auto directory = plugin_directory(configuration);
  for (const auto& options : configuration.plugins) {
    Plugin& plugin = set.plugins_.emplace_back();
    plugin.host = std::make_unique<dispatch::PluginHost>(options.name, parts);
    plugin.host->index = static_cast<std::uint32_t>(set.plugins_.size() - 1);
    name_what_starts(options.name);
    auto instance = bring_up(options, directory, *plugin.host);
    name_what_starts({});
    if (instance) {
      plugin.instance = std::move(*instance);
    } else if (options.on_error == plugin::OnError::fail) {
      const Mistakes found = instance.error();
      std::copy(found.begin(), found.end(), std::back_inserter(mistakes));
    } else {
      for (const Mistake& mistake : instance.error()) {
        parts.logger->error("plugin {} is disabled, its routes answer 503: {}", options.name, to_string(mistake));
      }
    }
    set.bindings_[options.name] = {plugin.host.get(), plugin.instance.get()};
  }
  if (!mistakes.empty()) {
    set.shutdown();
    return mistakes;
  }
  return set;
}

void PluginSet::drain() {
  for (const Plugin& plugin : plugins_) plugin.host->drain();
}

bool PluginSet::quiet() const {
  return std::all_of(plugins_.begin(), plugins_.end(), [](const Plugin& plugin) { return plugin.host->quiet(); });
}

void PluginSet::shutdown() {
  for (auto plugin = plugins_.rbegin(); plugin != plugins_.rend(); ++plugin) {
    if (plugin->instance) plugin->instance->shutdown();
  }
}

}  // namespace siding::server
