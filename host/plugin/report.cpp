#include "plugin/report.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "plugin/host_abi.hpp"
#include "plugin/selection.hpp"

namespace siding::plugin {
namespace {

namespace json = boost::json;

std::string line(const char* label, const std::string& text) {
  std::string padded = label;
  padded.resize(10, ' ');
  return padded + text + "\n";
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text.empty() ? "nothing beyond " SIDING_CORE_1 : text;
}

std::string flags_text(std::uint32_t flags) {
  return flags & SIDING_HANDLER_STREAMS_BODY ? ", streams its body" : "";
}

std::string handler_text(const ManifestHandler& handler) {
  std::string text = "  " + handler.name + ": " + std::string{to_string(handler.mode)} + " (may run as " +
                     modes_text(handler.modes) + ")" + flags_text(handler.flags) + "\n";
  if (handler.metadata != "{}") text += "    " + handler.metadata + "\n";
  return text;
}

json::array mode_names(std::uint32_t modes) {
  json::array names;
  for (const Mode mode : {Mode::sync, Mode::async, Mode::offload})
    if (modes & static_cast<std::uint32_t>(mode)) names.emplace_back(json::string_view{to_string(mode)});
  return names;
}

json::object handler_json(const ManifestHandler& handler) {
  return {{"name", handler.name},
          {"kind", handler.kind},
          {"mode", json::string_view{to_string(handler.mode)}},
          {"modes", mode_names(handler.modes)},
          {"flags", handler.flags},
          {"metadata", json::parse(handler.metadata)}};  // the manifest's parser wrote it
}

}  // namespace

Report report(const PluginLibrary& library) {
  const siding_str build = library.entry().build;
  return {library.file(), library.size(), build.data ? std::string{build.data, build.size} : "", library.manifest()};
}

std::string to_text(const Report& report) {
  const Manifest& manifest = report.manifest;
  std::string text = line("plugin", manifest.name + " " + manifest.version);
  text += line("file", report.file.string() + " (" + std::to_string(report.size) + " bytes)");
  text += line("ABI", abi_text(manifest.abi_major, manifest.abi_minor) + ", needs a host of " +
                          abi_text(manifest.abi_major, manifest.min_host_minor) + " or later");
  text += line("build", report.build.empty() ? "unknown" : report.build);
  text += line("needs", joined(manifest.needs));
  text += "handlers\n";
  for (const ManifestHandler& handler : manifest.handlers) text += handler_text(handler);
  return text;
}

std::string to_json(const Report& report) {
  const Manifest& manifest = report.manifest;
  json::array needs;
  for (const std::string& need : manifest.needs) needs.emplace_back(need);
  json::array handlers;
  for (const ManifestHandler& handler : manifest.handlers) handlers.emplace_back(handler_json(handler));
  return json::serialize(json::object{{"name", manifest.name},
                                      {"version", manifest.version},
                                      {"file", report.file.string()},
                                      {"size", report.size},
                                      {"abi", {manifest.abi_major, manifest.abi_minor}},
                                      {"min_host_minor", manifest.min_host_minor},
                                      {"build", report.build},
                                      {"needs", std::move(needs)},
                                      {"handlers", std::move(handlers)}}) +
         "\n";
}

}  // namespace siding::plugin
