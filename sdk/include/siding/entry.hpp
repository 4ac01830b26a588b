// entry.hpp - SIDING_PLUGIN: the one symbol that a plugin exports, and its manifest.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

#include <siding/abi.h>
#include <siding/config.hpp>
#include <siding/context.hpp>
#include <siding/frame_pool.hpp>
#include <siding/handlers.hpp>
#include <siding/manifest.hpp>
#include <siding/trampoline.hpp>

#if defined(__clang__)
#define SIDING_TEXT_OF(x) #x
#define SIDING_TEXT(x) SIDING_TEXT_OF(x)
#define SIDING_BUILD \
  "clang++ " SIDING_TEXT(__clang_major__) "." SIDING_TEXT(__clang_minor__) "." SIDING_TEXT(__clang_patchlevel__)
#elif defined(__GNUC__)
#define SIDING_BUILD "g++ " __VERSION__
#else
#define SIDING_BUILD "unknown compiler"
#endif

namespace siding::detail {

// The runtime before the plugin, so that its constructor has it and its destructor still has it.
template <class Plugin>
class instance : public binding<Plugin> {
 public:
  instance(const siding_host& host, const siding_value* value) : rt_{connect(host)} {
    if (value && !rt_.config)
      throw error{SIDING_E_INVALID, "the host has no " SIDING_CONFIG_1 " to read the config with"};
    library_runtime.store(&rt_, std::memory_order_release);
    const context_guard guard{&rt_, nullptr};
    this->rt = &rt_;
    this->plugin = make(config{rt_.config, value});
  }
  ~instance() {
    const context_guard guard{&rt_, nullptr};
    delete this->plugin;
    const runtime* mine = &rt_;
    library_runtime.compare_exchange_strong(mine, nullptr);
  }
  instance(const instance&) = delete;
  instance& operator=(const instance&) = delete;

 private:
  static Plugin* make(const config& given) {
    if constexpr (std::is_constructible_v<Plugin, const config&>) {
      return new Plugin(given);
    } else {
      static_assert(std::is_default_constructible_v<Plugin>,
                    "a plugin's class is constructible from const siding::config&, or from nothing");
      if (given.present()) throw config_error{std::string{given.place()} + ": this plugin takes no config"};
      return new Plugin();
    }
  }

  runtime rt_;
};

template <class Plugin, auto F>
constexpr siding_handler to_abi(const handler<F>& from) {
  using calls = trampoline<Plugin, F>;
  siding_handler to{};
  to.size = sizeof(siding_handler);
  to.kind = SIDING_KIND_HTTP;
  to.modes = from.modes;
  to.mode = from.mode;
  to.flags = from.flags;
  to.name = {from.name.data(), from.name.size()};
  to.metadata = {from.json.data(), from.json.size()};
  if constexpr (calls::has_settings) {
    to.route_new = &calls::route_new;
    to.route_free = &calls::route_free;
  }
  to.start = &calls::start;
  return to;
}

// The entry of a Definition that SIDING_PLUGIN makes: its plugin class and its parts().
template <class Definition>
struct entry {
  using plugin = typename Definition::plugin;
  static constexpr auto parts = Definition::parts();
  static_assert(parts.handler_count > 0, "SIDING_PLUGIN: a plugin has at least one handler");
  static_assert(!parts.name.empty() && !parts.version.empty(), "SIDING_PLUGIN: name and version are not empty");
  static_assert(handlers_are_distinct(parts), "SIDING_PLUGIN: the names of the handlers are distinct and not empty");
  static_assert(metadata_is_json(parts), "SIDING_PLUGIN: metadata is a JSON object");

  static constexpr auto handlers = [] {
    std::array<siding_handler, parts.handler_count> list{};
    std::size_t count = 0;
    parts.each_handler([&](const auto& each) { list[count++] = to_abi<plugin>(each); });
    return list;
  }();

  static std::int32_t init(const siding_host* host, const siding_value* config, void** out,
                           siding_error* failure) noexcept {
    // NOLINTNEXTLINE(bugprone-unhandled-exception-at-new): at_startup() catches it
    return at_startup(failure, [&] { *out = static_cast<binding<plugin>*>(new instance<plugin>(*host, config)); });
  }
  static void shutdown(void* handle) noexcept {
    delete static_cast<instance<plugin>*>(static_cast<binding<plugin>*>(handle));
    frames.trim();
  }

  static constexpr siding_entry value = {sizeof(siding_entry),
                                         SIDING_MAGIC,
                                         SIDING_ABI_MINOR,
                                         kMinHostMinor,
                                         {SIDING_BUILD, sizeof(SIDING_BUILD) - 1},
                                         static_cast<std::uint32_t>(parts.handler_count),
                                         sizeof(siding_handler),
                                         handlers.data(),
                                         &init,
                                         nullptr,
                                         &shutdown};
};

}  // namespace siding::detail

// SIDING_PLUGIN(Class, "name", "version", handlers...) once per library, at file scope.
#define SIDING_PLUGIN(Class, plugin_name, plugin_version, ...)                                                     \
  namespace siding_plugin {                                                                                        \
  namespace {                                                                                                      \
  struct definition {                                                                                              \
    using plugin = Class;                                                                                          \
    static constexpr auto parts() { return ::siding::detail::describe(plugin_name, plugin_version, __VA_ARGS__); } \
  };                                                                                                               \
  __attribute__((used, aligned(4), section(SIDING_NOTE_SECTION))) constexpr auto manifest =                        \
      ::siding::detail::make_note<definition>();                                                                   \
  }                                                                                                                \
  }                                                                                                                \
  constexpr siding_entry siding_entry_v1 = ::siding::detail::entry<siding_plugin::definition>::value;
