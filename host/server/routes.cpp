// `siding routes`
#include <algorithm>
#include <array>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/value.hpp"
#include "server/commands.hpp"
#include "server/plan.hpp"
#include "server/report_mistakes.hpp"

namespace siding::server {

namespace {

using Row = std::array<std::string, 9>;

std::string methods_of(const dispatch::RouteOptions& options) {
  if (options.methods.empty()) return "GET";
  std::string text;
  for (const auto& method : options.methods) text += (text.empty() ? "" : ",") + method;
  return text;
}

long long milliseconds(std::chrono::nanoseconds time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

Row row_of(const PlannedRoute& route) {
  const auto& options = *route.options;
  const bool disabled = route.handler.empty();
  const auto timeout = options.timeout.count() == 0 ? "none" : duration_text(options.timeout);
  const auto flight = options.max_in_flight == 0 ? "-" : std::to_string(options.max_in_flight);
  return {options.path,
          methods_of(options),
          options.plugin,
          disabled ? "(disabled)" : route.handler,
          disabled ? "-" : std::string(to_string(route.mode)),
          options.pool,
          timeout,
          "in flight " + flight + ", body " + (options.stream_body ? "stream" : bytes_text(route.body_limit)),
          options.place.file_and_line()};
}

void print_table(const std::vector<Row>& rows) {
  std::array<std::size_t, std::tuple_size_v<Row>> widths{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  for (const Row& row : rows) {
    for (std::size_t i = 0; i + 1 < row.size(); ++i)
      std::cout << row[i] << std::string(widths[i] - row[i].size() + 2, ' ');
    std::cout << row.back() << '\n';
  }
}

boost::json::object json_of(const PlannedRoute& route) {
  const auto& options = *route.options;
  boost::json::array methods;
  for (const auto& method : options.methods) methods.emplace_back(method);
  if (methods.empty()) methods.emplace_back("GET");
  return {{"name", options.name},
          {"path", options.path},
          {"methods", std::move(methods)},
          {"plugin", options.plugin},
          {"handler", route.handler},
          {"disabled", route.handler.empty()},
          {"mode", to_string(route.mode)},
          {"pool", options.pool},
          {"timeout_ms", milliseconds(options.timeout)},
          {"max_in_flight", options.max_in_flight},
          {"body_limit", options.stream_body ? boost::json::value(nullptr) : boost::json::value(route.body_limit)},
          {"body_stream", options.stream_body},
          {"place", options.place.file_and_line()}};
}

}  // namespace

ExitCode list_routes(const std::filesystem::path& file, const config::Overrides& overrides, bool json) {
  const auto configuration = load_configuration(file, overrides);
  if (!configuration) return report(configuration.error());
  const Plan plan = make_plan(*configuration);
  if (!plan.mistakes.empty()) return report(plan.mistakes);
  if (json) {
    boost::json::array routes;
    for (const PlannedRoute& route : plan.routes) routes.emplace_back(json_of(route));
    std::cout << boost::json::serialize(routes) << '\n';
    return ExitCode::ok;
  }
  std::vector<Row> rows{{"PATH", "METHODS", "PLUGIN", "HANDLER", "MODE", "POOL", "TIMEOUT", "LIMITS", "PLACE"}};
  for (const PlannedRoute& route : plan.routes) rows.push_back(row_of(route));
  print_table(rows);
  return ExitCode::ok;
}

}  // namespace siding::server
