#include "plugin/manifest.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include <siding/abi.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace siding::plugin {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestName = 128;  // bytes
constexpr std::string_view kNameSigns = "_-.:/";

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kLongestName && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    const unsigned char lower = c | 0x20;
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
           kNameSigns.find(static_cast<char>(c)) != kNameSigns.npos;
  });
}

bool is_printable(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

// Reads the members of one JSON object and collects what is wrong with them.
class Reader {
 public:
  Reader(const json::object& object, std::string where, Mistakes& mistakes)
      : object_{object}, where_{std::move(where)}, mistakes_{mistakes} {}

  void wrong(const std::string& what, std::string fix = {}) {
    mistakes_.push_back(
        {.place = {}, .what = "the manifest is wrong: " + where_ + what, .fix = std::move(fix), .quoted = {}});
  }

  std::string name(const char* key) {
    const std::string text = string(key);
    if (!text.empty() && !is_name(text)) {
      wrong(std::string{"`"} + key + "` is `" + text + "`",
            "names are up to 128 letters, digits and signs out of _ - . : /");
    }
    return text;
  }

  std::string string(const char* key) {
    const json::value* const value = object_.if_contains(key);
    if (value && value->is_string() && !value->get_string().empty() &&
        is_printable(std::string_view{value->get_string()}))
      return std::string{value->get_string()};
    wrong(std::string{"`"} + key + "` has to be a string of printable characters");
    return {};
  }

  std::uint32_t number(const char* key, std::uint32_t otherwise) {
    const json::value* const value = object_.if_contains(key);
    if (!value) return otherwise;
    if (const auto found = to_number(*value)) return *found;
    wrong(std::string{"`"} + key + "` has to be a whole number of 32 bits");
    return otherwise;
  }

  // The array of that name; nullptr, and a mistake when it is required, without one.
  const json::array* array(const char* key, bool required) {
    const json::value* const value = object_.if_contains(key);
    if (!value && !required) return nullptr;
    if (value && value->is_array()) return &value->get_array();
    wrong(std::string{"`"} + key + "` has to be a list");
    return nullptr;
  }

  static std::optional<std::uint32_t> to_number(const json::value& value) {
    if (!value.is_int64() || value.get_int64() < 0) return std::nullopt;
    if (value.get_int64() > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
    return static_cast<std::uint32_t>(value.get_int64());
  }

  const json::object& object() const { return object_; }

 private:
  const json::object& object_;
  std::string where_;
  Mistakes& mistakes_;
};

unsigned bit(Mode mode) {
  return static_cast<unsigned>(mode);
}

std::optional<Mode> read_mode(Reader& reader, const json::value& value) {
  const auto mode = value.is_string() ? mode_from(std::string_view{value.get_string()}) : std::nullopt;
  if (!mode) reader.wrong("the mode " + json::serialize(value) + " is unknown", "modes are sync, async and offload");
  return mode;
}

void read_modes(Reader& reader, ManifestHandler& handler) {
  bool whole = true;
  if (const json::array* const modes = reader.array("modes", true)) {
    for (const json::value& value : *modes) {
      const auto mode = read_mode(reader, value);
      whole = whole && mode;
      handler.modes |= mode ? bit(*mode) : 0;
    }
    if (modes->empty()) reader.wrong("`modes` is empty", "name what the handler supports, such as [\"sync\"]");
  }
  handler.modes |= bit(Mode::sync);  // every handler may run as sync
  const json::value* const value = reader.object().if_contains("mode");
  if (!value) return reader.wrong("`mode` is missing");
  const auto mode = read_mode(reader, *value);
  if (!mode) return;
  handler.mode = *mode;
  if (whole && !(handler.modes & bit(*mode)))
    reader.wrong("`mode` is " + std::string{to_string(*mode)} + ", which `modes` does not have");
}

void read_metadata(Reader& reader, ManifestHandler& handler) {
  handler.metadata = "{}";
  const json::value* const value = reader.object().if_contains("metadata");
  if (!value) return;
  if (value->is_object())
    handler.metadata = json::serialize(*value);
  else
    reader.wrong("`metadata` has to be an object");
}

ManifestHandler read_handler(const json::object& object, std::size_t index, Mistakes& mistakes) {
  Reader unnamed{object, "handler " + std::to_string(index + 1) + ": ", mistakes};
  ManifestHandler handler;
  handler.name = unnamed.name("name");
  Reader reader{
      object, handler.name.empty() ? "handler " + std::to_string(index + 1) + ": " : "handler `" + handler.name + "`: ",
      mistakes};
  handler.kind = reader.number("kind", 0);
  if (handler.kind != SIDING_KIND_HTTP) {
    reader.wrong("its kind is " + std::to_string(handler.kind) + ", which this host does not know",
                 "this host knows kind 1, HTTP; a newer host may know more");
  }
  handler.flags = reader.number("flags", 0);
  read_modes(reader, handler);
  read_metadata(reader, handler);
  return handler;
}

void read_handlers(Reader& reader, Manifest& manifest, Mistakes& mistakes) {
  const json::array* const handlers = reader.array("handlers", true);
  if (!handlers) return;
  if (handlers->empty()) reader.wrong("it has no handlers", "declare at least one");
  for (std::size_t i = 0; i < handlers->size(); ++i) {
    if (!(*handlers)[i].is_object()) {
      reader.wrong("handler " + std::to_string(i + 1) + " has to be an object");
      continue;
    }
    ManifestHandler handler = read_handler((*handlers)[i].get_object(), i, mistakes);
    if (!handler.name.empty() && manifest.find(handler.name))
      reader.wrong("two handlers are called `" + handler.name + "`", "give each handler a name of its own");
    manifest.handlers.push_back(std::move(handler));
  }
}

void read_needs(Reader& reader, Manifest& manifest) {
  const json::array* const needs = reader.array("needs", false);
  if (!needs) return;
  for (const json::value& need : *needs) {
    if (need.is_string() && is_name(std::string_view{need.get_string()}))
      manifest.needs.emplace_back(need.get_string());
    else
      reader.wrong("`needs` has " + json::serialize(need), "an extension is named like \"siding.fd/1\"");
  }
}

bool read_abi(Reader& reader, Manifest& manifest) {
  const json::array* const abi = reader.array("abi", true);
  if (!abi) return false;
  const auto major = abi->size() == 2 ? Reader::to_number((*abi)[0]) : std::nullopt;
  const auto minor = abi->size() == 2 ? Reader::to_number((*abi)[1]) : std::nullopt;
  if (!major || !minor) {
    reader.wrong("`abi` has to be two whole numbers, such as [1,0]");
    return false;
  }
  manifest.abi_major = *major;
  manifest.abi_minor = *minor;
  return true;
}

}  // namespace

const ManifestHandler* Manifest::find(std::string_view handler) const {
  const auto found = std::find_if(handlers.begin(), handlers.end(), [&](const auto& h) { return h.name == handler; });
  return found == handlers.end() ? nullptr : &*found;
}

Result<Manifest, Mistakes> parse_manifest(std::string_view text) {
  json::error_code error;
  const json::value root = json::parse(json::string_view{text.data(), text.size()}, error);
  if (error)
    return Mistakes{{.place = {}, .what = "the manifest is not JSON: " + error.message(), .fix = {}, .quoted = {}}};
  if (!root.is_object())
    return Mistakes{{.place = {}, .what = "the manifest is not a JSON object", .fix = {}, .quoted = {}}};

  Manifest manifest;
  Mistakes mistakes;
  Reader reader{root.get_object(), "", mistakes};
  const bool abi = read_abi(reader, manifest);
  manifest.name = reader.name("name");
  manifest.version = reader.string("version");
  manifest.min_host_minor = reader.number("min_host_minor", 0);
  // What a later ABI writes below this may have a form that this host can't judge.
  const bool later = manifest.abi_major != SIDING_ABI_MAJOR || manifest.min_host_minor > SIDING_ABI_MINOR;
  if (!abi || !later) {
    read_needs(reader, manifest);
    read_handlers(reader, manifest, mistakes);
  }
  if (!mistakes.empty()) return mistakes;
  return manifest;
}

}  // namespace siding::plugin
