// `siding doctor`
#include <algorithm>
#include <iostream>
#include <string>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "config/listen.hpp"
#include "server/admin_client.hpp"
#include "server/commands.hpp"
#include "server/report_mistakes.hpp"

namespace siding::server {

namespace {

namespace json = boost::json;

std::string text_of(const json::value& value) {
  return std::string(value.as_string());
}

void print_indented(const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::cout << "       " << text.substr(at, end - at) << '\n';
    at = end + 1;
  }
}

void print(const json::value& advice, std::size_t number) {
  std::cout << '\n' << number << ". " << text_of(advice.at("text")) << '\n';
  for (const auto& line : advice.at("evidence").as_array()) std::cout << "   - " << text_of(line) << '\n';
  if (const std::string patch = text_of(advice.at("patch")); !patch.empty()) {
    std::cout << "   Write:\n";
    print_indented(patch);
  }
}

void print(const json::value& answer, const config::Listen& address) {
  const auto& advice = answer.at("advice").as_array();
  std::cout << address.to_string() << ", the last " << static_cast<long>(answer.at("seconds").to_number<double>())
            << " s of " << answer.at("routes").to_number<std::uint64_t>()
            << " routes: " << (advice.empty() ? "nothing to change" : std::to_string(advice.size()) + " to change")
            << '\n';
  for (std::size_t i = 0; i < advice.size(); ++i) print(advice[i], i + 1);
}

Result<config::Listen, Mistakes> admin_address(const std::filesystem::path& file, const config::Overrides& overrides,
                                               const std::string& address) {
  if (!address.empty()) {
    if (auto parsed = config::parse_listen(address)) return *parsed;
    return Mistakes{{ExitCode::usage, {}, "`" + address + "` is no address with a port", "such as 127.0.0.1:9901", {}}};
  }
  auto configuration = load_configuration(file, overrides);
  if (!configuration) return configuration.error();
  if (configuration->admin) return *configuration->admin;
  return Mistakes{{ExitCode::configuration,
                   {},
                   file.string() + " has no `server.admin`, where a running server could be asked",
                   "write `admin: 127.0.0.1:9901` under `server:`, or say its ADDRESS",
                   {}}};
}

}  // namespace

ExitCode doctor(const std::filesystem::path& file, const config::Overrides& overrides, const std::string& address,
                bool as_json) {
  const auto where = admin_address(file, overrides, address);
  if (!where) return report(where.error());
  const auto answer = ask_admin(*where, "/advice");
  if (!answer) return report(answer.error());
  if (as_json) {
    std::cout << *answer;
    return ExitCode::ok;
  }
  boost::system::error_code wrong;
  const json::value parsed = json::parse(*answer, wrong);
  if (wrong) {
    return report({{ExitCode::unavailable, {}, where->to_string() + " is no admin listener of a siding", {}, {}}});
  }
  print(parsed, *where);
  return ExitCode::ok;
}

}  // namespace siding::server
