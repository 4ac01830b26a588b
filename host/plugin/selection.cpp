#include "plugin/selection.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace siding::plugin {
namespace {

std::string ticked(std::string_view name) {
  return "`" + std::string{name} + "`";
}

std::string list(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) text += (text.empty() ? "" : ", ") + ticked(name);
  return text;
}

Mistakes refuse(const Place& place, std::string what, std::string fix) {
  return {{.place = place, .what = std::move(what), .fix = std::move(fix), .quoted = {}}};
}

Result<Mode, Mistakes> resolve(std::string_view name, Mode declared, std::uint32_t modes, std::optional<Mode> asked,
                               const Place& place) {
  if (!asked) return declared;
  std::uint32_t allowed = modes | SIDING_MODE_SYNC;
  if (allowed & SIDING_MODE_ASYNC) allowed |= SIDING_MODE_OFFLOAD;
  if (allowed & static_cast<std::uint32_t>(*asked)) return *asked;
  const std::string handler = "the handler " + ticked(name) + " can't run as " + ticked(to_string(*asked));
  if (!(modes & (SIDING_MODE_ASYNC | SIDING_MODE_OFFLOAD))) {
    return refuse(place, handler + ": it is declared `sync` only, it may block and would stop the event loop",
                  "use `mode: sync`, or leave `mode` out");
  }
  return refuse(place, handler + ": it offloads, which `async` promises not to do",
                "use `mode: sync` or `mode: offload`, or leave `mode` out");
}

}  // namespace

Mistakes check_streams(std::string_view handler, std::uint32_t flags, const Place& place) {
  if (flags & SIDING_HANDLER_STREAMS_BODY) return {};
  return refuse(place, "the handler " + ticked(handler) + " does not take `body: stream`: it wants its content whole",
                "leave `body` out or make it a number of bytes; in the plugin, .streams_body() declares that a handler "
                "reads it in pieces");
}

std::string modes_text(std::uint32_t modes) {
  std::string text;
  for (const Mode mode : {Mode::sync, Mode::async, Mode::offload})
    if (modes & static_cast<std::uint32_t>(mode)) text += (text.empty() ? "" : ", ") + std::string{to_string(mode)};
  return text;
}

Result<const ManifestHandler*, Mistakes> find_handler(const Manifest& manifest, std::string_view name,
                                                      const Place& place) {
  if (name.empty() && manifest.handlers.size() == 1) return &manifest.handlers.front();
  if (const ManifestHandler* const handler = name.empty() ? nullptr : manifest.find(name)) return handler;
  std::vector<std::string_view> names;
  for (const ManifestHandler& handler : manifest.handlers) names.push_back(handler.name);
  const std::string plugin = "the plugin " + ticked(manifest.name);
  if (name.empty()) {
    return refuse(place, plugin + " has " + std::to_string(names.size()) + " handlers, the route has to name one",
                  "add `handler:` with one of " + list(names));
  }
  const std::string_view near = nearest(name, names);
  return refuse(place, plugin + " has no handler " + ticked(name),
                (near.empty() ? "" : "did you mean " + ticked(near) + "? ") + "It has " + list(names));
}

Result<const siding_handler*, Mistakes> find_handler(const PluginLibrary& library, std::string_view name,
                                                     const Place& place) {
  const Manifest& manifest = library.manifest();
  const auto found = find_handler(manifest, name, place);
  if (!found) return found.error();
  return &library.handlers()[static_cast<std::size_t>(*found - manifest.handlers.data())];
}

Result<Mode, Mistakes> resolve_mode(const ManifestHandler& handler, std::optional<Mode> asked, const Place& place) {
  return resolve(handler.name, handler.mode, handler.modes, asked, place);
}

Result<Mode, Mistakes> resolve_mode(const siding_handler& handler, std::optional<Mode> asked, const Place& place) {
  return resolve({handler.name.data, handler.name.size}, static_cast<Mode>(handler.mode), handler.modes, asked, place);
}

}  // namespace siding::plugin
