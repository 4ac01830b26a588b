#include "server/lab_target.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "dispatch/route_table.hpp"
#include "http/method.hpp"
#include "routing/router.hpp"
#include "server/lab_path.hpp"
#include "server/lab_request.hpp"
#include "server/lab_usage.hpp"

namespace siding::server::lab {

namespace {

using dispatch::RouteOptions;
using Routes = std::vector<RouteOptions>;

// What the user wrote: "POST /orders/7?x=1" or any part of it.
struct Wanted {
  std::string_view whole;
  std::string_view method;  // empty: the route's first
  std::string_view path;    // empty: a name
};

Wanted read_wanted(std::string_view text) {
  Wanted wanted{text, {}, text.starts_with('/') ? text : std::string_view{}};
  const auto space = text.find(' ');
  if (space != text.npos && http::Method{text.substr(0, space)}.is_known() && text.substr(space + 1).starts_with('/')) {
    wanted.method = text.substr(0, space);
    wanted.path = text.substr(space + 1);
  }
  return wanted;
}

std::string first_method(const RouteOptions& route) {
  return route.methods.empty() ? "GET" : route.methods.front();
}

bool takes(const RouteOptions& route, std::string_view method) {
  if (route.methods.empty()) return method == "GET" || method == "HEAD";
  return std::find(route.methods.begin(), route.methods.end(), method) != route.methods.end();
}

// Routes with that name, else with that pattern.
std::vector<std::size_t> named(const Routes& routes, const Wanted& wanted) {
  std::vector<std::size_t> names;
  std::vector<std::size_t> patterns;
  for (std::size_t i = 0; i < routes.size(); ++i) {
    const RouteOptions& route = routes[i];
    if (route.name == wanted.whole) names.push_back(i);
    if (route.path == wanted.path && (wanted.method.empty() || takes(route, wanted.method))) patterns.push_back(i);
  }
  return names.empty() ? patterns : names;
}

Mistakes ambiguous(const Routes& routes, const std::vector<std::size_t>& found, const Wanted& wanted) {
  std::string list;
  for (const std::size_t i : found) {
    list += (list.empty() ? "" : " or ") + ticked(first_method(routes[i]) + " " + routes[i].path);
  }
  return usage(std::to_string(found.size()) + " routes are called " + ticked(wanted.whole), "write " + list);
}

Mistakes unknown(const Routes& routes, const Wanted& wanted) {
  std::vector<std::string_view> candidates;
  for (const RouteOptions& route : routes) {
    candidates.push_back(route.path);
    candidates.push_back(route.name);
  }
  const auto near = nearest(wanted.path.empty() ? wanted.whole : wanted.path, candidates);
  return usage("there is no route " + ticked(wanted.whole),
               near.empty() ? "`siding routes` lists them" : "did you mean " + ticked(near) + "?");
}

std::optional<std::size_t> find(const routing::Router& router, std::string_view method, std::string_view path) {
  routing::Match match;
  const auto outcome = router.find(method, path.substr(0, path.find('?')), match);
  return outcome == routing::Outcome::found ? std::optional<std::size_t>{match.route} : std::nullopt;
}

// The route that a path as clients send it leads to.
std::optional<std::size_t> led_to(const Routes& routes, const routing::Router& router, const Wanted& wanted) {
  if (wanted.path.empty()) return std::nullopt;
  if (!wanted.method.empty()) return find(router, wanted.method, wanted.path);
  for (const RouteOptions& route : routes) {
    if (const auto found = find(router, first_method(route), wanted.path)) return found;
  }
  return std::nullopt;
}

// Another route may be more specific, or the value may not fit its type.
Mistakes check_reached(const Routes& routes, const routing::Router& router, const Target& target) {
  const auto reached = find(router, target.method, target.path);
  if (reached == target.route) return {};
  const std::string sent = ticked(target.method + " " + target.path);
  const std::string fix = "choose values with --param name=value";
  if (!reached) return usage(sent + " does not match " + ticked(routes[target.route].path), fix);
  return usage(sent + " leads to another route, " + ticked(routes[*reached].name), fix);
}

Result<Target, Mistakes> aim(const config::Configuration& configuration, const Options& options) {
  const Routes& routes = configuration.routes;
  const auto router = routing::Router::build(dispatch::patterns_of(routes));
  if (!router) return router.error();
  const Wanted wanted = read_wanted(options.route);
  Target target;
  const auto found = named(routes, wanted);
  if (found.size() > 1) return ambiguous(routes, found, wanted);
  if (found.empty()) {
    const auto led = led_to(routes, *router, wanted);
    if (!led) return unknown(routes, wanted);
    if (!options.params.empty()) {
      return usage(ticked(wanted.whole) + " has its values already",
                   "write either the pattern " + ticked(routes[*led].path) + " with --param, or the path without");
    }
    target.route = *led;
    target.path = wanted.path;
  } else {
    target.route = found.front();
    auto path = sample_path(routes[target.route], options.params);
    if (!path) return path.error();
    target.path = std::move(*path);
  }
  target.method = wanted.method.empty() ? first_method(routes[target.route]) : wanted.method;
  if (const Mistakes wrong = check_reached(routes, *router, target); !wrong.empty()) return wrong;
  return target;
}

}  // namespace

Result<Target, Mistakes> make_target(const config::Configuration& configuration, const Options& options) {
  auto target = aim(configuration, options);
  if (!target) return target;
  auto bytes = request_bytes(target->method, target->path, options);
  if (!bytes) return bytes.error();
  target->request = std::move(*bytes);
  return target;
}

}  // namespace siding::server::lab
