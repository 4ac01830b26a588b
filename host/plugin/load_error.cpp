#include "plugin/load_error.hpp"

#include <optional>
#include <utility>

#include <boost/core/demangle.hpp>

namespace siding::plugin {
namespace {

constexpr std::string_view kUndefined = "undefined symbol: ";
constexpr std::string_view kMissing = ": cannot open shared object file: ";
constexpr std::string_view kStaticTls = "cannot allocate memory in static TLS block";

Mistake sentence(const std::string& file, const std::string& clause, std::string fix) {
  return {.place = {}, .what = "`" + file + "` " + clause, .fix = std::move(fix), .quoted = {}};
}

// The text between the word, when it occurs, and the next sign that ends a symbol.
std::optional<std::string> undefined_symbol(std::string_view text) {
  const std::size_t at = text.find(kUndefined);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = text.substr(at + kUndefined.size());
  return std::string{rest.substr(0, rest.find_first_of(" ,\t\n)"))};
}

std::string replaced(std::string_view text, std::string_view from, const std::string& to) {
  std::string result{text};
  for (std::size_t at = 0; !from.empty() && (at = result.find(from, at)) != std::string::npos; at += to.size())
    result.replace(at, from.size(), to);
  return result;
}

}  // namespace

Mistake reword_load_error(std::string_view text, std::string_view loaded_as, const std::string& file) {
  if (const auto symbol = undefined_symbol(text)) {
    const std::string readable = boost::core::demangle(symbol->c_str());
    return sentence(file, "needs the symbol `" + readable + "`, which none of its libraries defines",
                    "link the plugin with the library that has it; siding_add_plugin finds this when it links");
  }
  const std::size_t missing = text.find(kMissing);
  const std::string_view library = text.substr(0, missing);
  if (missing != std::string_view::npos && library != loaded_as) {
    return sentence(file,
                    "needs the library `" + std::string{library} + "`, which can't be opened" +
                        std::string{text.substr(missing + kMissing.size() - 2)},
                    "install the package that has it, or link the plugin with the RUNPATH of its directory");
  }
  if (text.find(kStaticTls) != std::string_view::npos) {
    return sentence(
        file, "needs more static thread-local storage than is left",
        "build it without -ftls-model=initial-exec, or raise GLIBC_TUNABLES=glibc.rtld.optional_static_tls");
  }
  return sentence(file, "can't be loaded: " + replaced(text, loaded_as, file),
                  "build the plugin on the system that it runs on");
}

}  // namespace siding::plugin
