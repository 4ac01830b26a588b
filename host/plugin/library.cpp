#include "plugin/library.hpp"

#include <exception>
#include <optional>
#include <utility>

#include <boost/dll/shared_library.hpp>
#include <boost/dll/shared_library_load_mode.hpp>

#include "plugin/entry.hpp"
#include "plugin/examined.hpp"
#include "plugin/host_abi.hpp"
#include "plugin/load_error.hpp"

namespace siding::plugin {
namespace {

// A library that stays loaded whatever happens to this object: plugin code may
// have left thread_local destructors, callbacks and threads behind.
class Loaded {
 public:
  Loaded() : library_{} {}
  ~Loaded() {}  // does not destroy library_
  Loaded(const Loaded&) = delete;
  Loaded& operator=(const Loaded&) = delete;

  boost::dll::shared_library* operator->() { return &library_; }

 private:
  union {
    boost::dll::shared_library library_;
  };
};

Mistakes refuse(const std::string& file, std::string clause, std::string fix) {
  return {{.place = {}, .what = "`" + file + "` " + std::move(clause), .fix = std::move(fix), .quoted = {}}};
}

// dlerror()'s text within Boost.DLL's message.
std::string_view loader_text(std::string_view message) {
  constexpr std::string_view kBefore = "dlerror system message: ";
  const std::size_t at = message.find(kBefore);
  if (at == std::string_view::npos) return message;
  message.remove_prefix(at + kBefore.size());
  return message.substr(0, message.rfind(')'));
}

class LoadedPlugin final : public PluginLibrary {
 public:
  std::optional<Mistakes> load(Examined examined);

 private:
  std::optional<Mistakes> run_loader(const std::filesystem::path& path);

  Loaded loaded_;
};

std::optional<Mistakes> LoadedPlugin::run_loader(const std::filesystem::path& path) {
  namespace dll = boost::dll;
  const std::string file = file_.string();
  try {
    loaded_->load(path, dll::load_mode::rtld_now | dll::load_mode::rtld_local);
    return std::nullopt;
  } catch (const dll::fs::system_error& error) {
    return Mistakes{reword_load_error(loader_text(error.what()), path.string(), file)};
  } catch (const std::exception& error) {
    return refuse(file, std::string{"threw while it was loaded: "} + error.what(),
                  "catch what its static objects throw");
  } catch (...) {
    return refuse(file, "threw while it was loaded", "catch what its static objects throw");
  }
}

std::optional<Mistakes> LoadedPlugin::load(Examined examined) {
  file_ = std::move(examined.path);
  manifest_ = std::move(examined.manifest);
  size_ = examined.copy.bytes().size();
  std::error_code error;
  const bool in_place = examined.uses_origin || !std::filesystem::exists(examined.copy.path(), error);  // no /proc
  if (auto mistakes = run_loader(in_place ? file_ : examined.copy.path())) return mistakes;
  if (!in_place) examined.copy.keep();
  if (!loaded_->has(SIDING_ENTRY_SYMBOL)) {
    return refuse(file_.string(), "exports no `" SIDING_ENTRY_SYMBOL "`, which " + host_text() + " calls",
                  "build it with siding_add_plugin, or export that symbol");
  }
  auto entry = read_entry(loaded_->get<const siding_entry>(SIDING_ENTRY_SYMBOL), manifest_, file_.string());
  if (!entry) return entry.error();
  entry_ = entry->table;
  handlers_ = std::move(entry->handlers);
  return std::nullopt;
}

}  // namespace

Result<Manifest, Mistakes> inspect(const std::filesystem::path& file, const std::filesystem::path& directory) {
  auto examined = examine(file, directory);
  if (!examined) return examined.error();
  return std::move(examined->manifest);
}

Result<std::unique_ptr<PluginLibrary>, Mistakes> PluginLibrary::load(const std::filesystem::path& file,
                                                                     const std::filesystem::path& directory) {
  auto examined = examine(file, directory);
  if (!examined) return examined.error();
  auto plugin = std::make_unique<LoadedPlugin>();
  if (auto mistakes = plugin->load(std::move(*examined))) return std::move(*mistakes);
  return std::unique_ptr<PluginLibrary>{std::move(plugin)};
}

}  // namespace siding::plugin
