#include "plugin/entry.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <optional>
#include <utility>

#include "plugin/host_abi.hpp"

namespace siding::plugin {
namespace {

// Where the members end without which there is nothing to call.
constexpr std::uint32_t kLeastEntry = offsetof(siding_entry, get_extension);
constexpr std::uint32_t kLeastHandler = offsetof(siding_handler, start) + sizeof(siding_handler::start);
constexpr std::uint32_t kMostHandlers = 100'000;

// Copies a size-prefixed struct; members beyond its own size stay zero.
template <class T>
T copy_known(const void* from) {
  std::uint32_t size;
  std::memcpy(&size, from, sizeof size);
  T copy{};
  std::memcpy(&copy, from, std::min<std::size_t>(size, sizeof copy));
  return copy;
}

std::string_view view(const siding_str& text) {
  return text.data ? std::string_view{text.data, text.size} : "";
}

std::string hexadecimal(std::uint32_t number) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%08x", number);
  return text;
}

class Reading {
 public:
  Reading(const siding_entry& exported, const Manifest& manifest, const std::string& file)
      : exported_{exported}, manifest_{manifest}, file_{file} {}

  Result<Entry, Mistakes> read();

 private:
  std::optional<Mistakes> check_table() const;
  std::optional<Mistakes> read_handlers(std::vector<siding_handler>& handlers) const;
  std::optional<Mistakes> compare(const ManifestHandler& declared, const siding_handler& handler) const;

  Mistakes refuse(const std::string& clause, const char* fix) const {
    return {{.place = {}, .what = "`" + file_ + "` " + clause, .fix = fix, .quoted = {}}};
  }
  // The manifest and the entry contradict each other.
  Mistakes contradiction(const std::string& clause) const {
    return refuse("contradicts its own manifest: " + clause, "let SIDING_PLUGIN write both, or make them agree");
  }

  const siding_entry& exported_;
  const Manifest& manifest_;
  const std::string& file_;
  Entry entry_;
};

std::optional<Mistakes> Reading::check_table() const {
  const siding_entry& table = entry_.table;
  if (table.size < kLeastEntry) {
    return refuse("has an entry of " + std::to_string(table.size) + " bytes, " + host_text() + " needs " +
                      std::to_string(kLeastEntry),
                  "build it against siding/abi.h of this host");
  }
  if (table.abi_minor != manifest_.abi_minor || table.min_host_minor != manifest_.min_host_minor) {
    return contradiction("the entry is of ABI minor " + std::to_string(table.abi_minor) + " and needs " +
                         std::to_string(table.min_host_minor) + ", the manifest says " +
                         std::to_string(manifest_.abi_minor) + " and " + std::to_string(manifest_.min_host_minor));
  }
  if (!table.init) return refuse("has an entry without `init`", "set it: it makes the plugin's instance");
  if (!table.handlers || table.handler_count == 0 || table.handler_count > kMostHandlers)
    return refuse("has an entry without handlers", "declare at least one");
  if (table.handler_stride < kLeastHandler || table.handler_stride % alignof(siding_handler) != 0) {
    return refuse("has handlers " + std::to_string(table.handler_stride) + " bytes apart, " + host_text() + " needs " +
                      std::to_string(kLeastHandler),
                  "set handler_stride to sizeof(siding_handler)");
  }
  return std::nullopt;
}

std::optional<Mistakes> Reading::compare(const ManifestHandler& declared, const siding_handler& handler) const {
  const std::string name = "handler `" + declared.name + "` ";
  const std::uint32_t modes = handler.modes | SIDING_MODE_SYNC;
  if (handler.kind != declared.kind) return contradiction(name + "is of another kind in the entry");
  if (modes != declared.modes) return contradiction(name + "supports other modes in the entry");
  if (handler.mode != static_cast<std::uint32_t>(declared.mode))
    return contradiction(name + "has another mode in the entry");
  if (handler.flags != declared.flags) return contradiction(name + "has other flags in the entry");
  return std::nullopt;
}

std::optional<Mistakes> Reading::read_handlers(std::vector<siding_handler>& handlers) const {
  const auto* const first = reinterpret_cast<const std::byte*>(entry_.table.handlers);
  const std::size_t stride = entry_.table.handler_stride;
  for (std::uint32_t i = 0; i < entry_.table.handler_count; ++i) {
    siding_handler handler = copy_known<siding_handler>(first + i * stride);
    const std::string name{view(handler.name)};
    if (handler.size < kLeastHandler || handler.size > stride || !handler.start)
      return refuse("has a handler `" + name + "` that is too small or has no `start`", "set `size` and `start` of it");
    if (!manifest_.find(name)) return contradiction("the entry has a handler `" + name + "`, the manifest has not");
    handler.modes |= SIDING_MODE_SYNC;
    handlers.push_back(handler);
  }
  return std::nullopt;
}

Result<Entry, Mistakes> Reading::read() {
  if (exported_.magic != SIDING_MAGIC) {
    return refuse("exports a " SIDING_ENTRY_SYMBOL " that is no Siding entry: its magic is " +
                      hexadecimal(exported_.magic) + ", not " + hexadecimal(SIDING_MAGIC),
                  "set `magic` to SIDING_MAGIC");
  }
  entry_.table = copy_known<siding_entry>(&exported_);
  if (auto mistakes = check_table()) return std::move(*mistakes);
  std::vector<siding_handler> exported;
  if (auto mistakes = read_handlers(exported)) return std::move(*mistakes);
  for (const ManifestHandler& declared : manifest_.handlers) {
    const auto found =
        std::find_if(exported.begin(), exported.end(), [&](const auto& h) { return view(h.name) == declared.name; });
    if (found == exported.end())
      return contradiction("the manifest has a handler `" + declared.name + "`, the entry has not");
    if (auto mistakes = compare(declared, *found)) return std::move(*mistakes);
    entry_.handlers.push_back(*found);
  }
  if (exported.size() != entry_.handlers.size()) return contradiction("the entry has a handler twice");
  return std::move(entry_);
}

}  // namespace

Result<Entry, Mistakes> read_entry(const siding_entry& exported, const Manifest& manifest, const std::string& file) {
  return Reading{exported, manifest, file}.read();
}

}  // namespace siding::plugin
