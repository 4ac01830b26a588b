#include "architecture/include_rules.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace siding::architecture {
namespace {

using Names = std::set<std::string, std::less<>>;

// A folder of host/ -> the folders that it may include besides itself. `main`
// is host/main.cpp.
const std::map<std::string, Names, std::less<>> kLayers{
    {"base", {}},
    {"http", {"base"}},
    {"routing", {"http", "base"}},
    {"scheduler", {"base"}},
    {"plugin", {"http", "base"}},
    {"dispatch", {"routing", "scheduler", "plugin", "http", "base"}},
    {"transport", {"scheduler", "http", "base"}},
    {"supervisor", {"base"}},
    {"config", {"dispatch", "transport", "routing", "scheduler", "plugin", "http", "supervisor", "base"}},
    {"admin", {"dispatch", "transport", "routing", "scheduler", "plugin", "http", "base"}},
    {"server",
     {"config", "admin", "dispatch", "transport", "routing", "scheduler", "plugin", "http", "supervisor", "base"}},
    {"main", {"server", "base"}},
};

// The beginning of a third-party include -> the layers that own it. The longest
// beginning counts.
const std::map<std::string, Names, std::less<>> kOwners{
    {"boost/core/", {"plugin"}},
    {"boost/dll/", {"plugin"}},
    {"boost/json", {"base", "plugin", "admin", "server"}},
    {"boost/url", {"http", "routing"}},
    {"boost/system/", {"base", "scheduler", "transport", "dispatch", "server"}},
    {"boost/version.hpp", {"base"}},
    {"yaml-cpp/", {"config"}},
    {"prometheus/", {"admin"}},
    {"spdlog/", {"base"}},
    {"fmt/", {"base"}},
    {"CLI/", {"main"}},
    {"siding/abi.h", {"plugin", "dispatch", "server"}},
};

// The two optional headers of the SDK that say so may use Boost; nothing else may.
const Names kSdkWithBoost{"sdk/include/siding/json.hpp", "sdk/include/siding/testing.hpp"};

// What config may see beside options: it lets the router find colliding paths,
// so that they are reported with all the other mistakes of the file.
const Names kSeenByConfig{"routing/router.hpp"};

// Sub-folders of the system's own headers.
const Names kSystemFolders{"sys", "linux", "net", "netinet", "arpa", "bits", "experimental"};

std::string_view first_part(std::string_view path) {
  return path.substr(0, path.find('/'));
}

bool is_system(const Include& include) {
  return !include.quoted &&
         (include.path.find('/') == std::string::npos || kSystemFolders.contains(first_part(include.path)));
}

// "host/http/request.hpp" -> "http", "host/main.cpp" -> "main".
std::string layer_of(const std::string& path) {
  const std::string below = path.substr(std::string_view{"host/"}.size());
  return below.find('/') == std::string::npos ? "main" : std::string{first_part(below)};
}

std::string sentence(const SourceFile& file, const Include& include, const std::string& why) {
  return file.path + ":" + std::to_string(include.line) + ": " + why;
}

std::string refuse_own(const std::string& layer, const Include& include) {
  const std::string target{first_part(include.path)};
  if (!kLayers.contains(target)) return include.path + " is in no layer; write \"layer/file.hpp\"";
  if (target != layer && !kLayers.find(layer)->second.contains(target)) {
    return layer + " may not include " + include.path;
  }
  const bool options = include.path.ends_with("/options.hpp") || kSeenByConfig.contains(include.path);
  if (layer == "config" && target != "config" && target != "base" && !options) {
    return "config may include the options of a part only, not " + include.path;
  }
  return {};
}

std::string refuse_third_party(const std::string& layer, const Include& include) {
  const Names* owners = nullptr;
  for (const auto& [beginning, names] : kOwners) {  // sorted, so the last one that fits is the longest
    if (include.path.starts_with(beginning)) owners = &names;
  }
  if (!owners) return "<" + include.path + "> has no owner";
  return owners->contains(layer) ? std::string{} : layer + " may not include <" + include.path + ">";
}

std::string refuse_in_host(const SourceFile& file, const Include& include) {
  const std::string layer = layer_of(file.path);
  if (!kLayers.contains(layer)) return "host/" + layer + " is not a layer";
  return include.quoted ? refuse_own(layer, include) : refuse_third_party(layer, include);
}

std::string refuse_in_sdk(const SourceFile& file, const Include& include) {
  if (include.path.starts_with("siding/")) return {};
  if (include.path.starts_with("boost/") && kSdkWithBoost.contains(file.path)) return {};
  return "the SDK may not include " + include.path;
}

std::string refuse_in_plugin(const Include& include) {
  const bool host = include.quoted && kLayers.contains(first_part(include.path));
  return host ? "a plugin may not include " + include.path + " of the host" : std::string{};
}

}  // namespace

std::vector<std::string> include_violations(const SourceFile& file) {
  std::vector<std::string> found;
  for (const Include& include : includes_of(file)) {
    if (is_system(include)) continue;
    std::string why;
    if (file.path.starts_with("host/")) why = refuse_in_host(file, include);
    if (file.path.starts_with("sdk/")) why = refuse_in_sdk(file, include);
    if (file.path.starts_with("plugins/")) why = refuse_in_plugin(include);
    if (!why.empty()) found.push_back(sentence(file, include, why));
  }
  return found;
}

}  // namespace siding::architecture
