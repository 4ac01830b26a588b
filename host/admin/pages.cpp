#include "admin/pages.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "admin/dashboard.hpp"
#include "admin/metrics.hpp"
#include "admin/views_json.hpp"

namespace siding::admin {

namespace {

namespace json = boost::json;

// The page needs nothing but itself and this listener; nobody may frame it.
constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

void send(http::Response& response, unsigned status, std::string_view type, std::string body) {
  response.status = status;
  http::append_field(response, "Content-Type", type);
  http::append_field(response, "Cache-Control", "no-store");
  http::append_field(response, "X-Content-Type-Options", "nosniff");
  response.body = http::Body::owned(std::move(body));
}

void send_text(http::Response& response, unsigned status, std::string body) {
  send(response, status, "text/plain; charset=utf-8", std::move(body));
}

void send_json(http::Response& response, const json::value& value) {
  send(response, 200, "application/json", json::serialize(value) + "\n");
}

std::string lines(const std::vector<std::string>& all) {
  std::string text;
  for (const std::string& line : all) text += line + '\n';
  return text;
}

std::string_view name_of(Stage stage) {
  static constexpr std::array<std::string_view, 3> kNames{"starting", "serving", "draining"};
  return kNames[static_cast<std::size_t>(stage)];
}

json::array list(const std::vector<std::string>& strings) {
  json::array all;
  for (const std::string& each : strings) all.emplace_back(each);
  return all;
}

json::array bounds_ms() {
  json::array bounds;
  for (const auto bound : kDurationBounds)
    bounds.emplace_back(std::chrono::duration<double, std::milli>(bound).count());
  return bounds;
}

}  // namespace

struct Pages::Entry {
  std::string_view path;
  Page page;
};

const Pages::Entry Pages::kPages[] = {{"/", &Pages::dashboard},    {"/livez", &Pages::live},
                                      {"/readyz", &Pages::ready},  {"/metrics", &Pages::metrics},
                                      {"/routes", &Pages::routes}, {"/plugins", &Pages::plugins},
                                      {"/stalls", &Pages::stalls}, {"/config", &Pages::config},
                                      {"/advice", &Pages::advice}, {"/status", &Pages::status}};

bool Pages::answer(const http::Request& request, http::Response& response) const {
  const auto* const found = std::find_if(std::begin(kPages), std::end(kPages),
                                         [&](const Entry& entry) { return entry.path == request.path; });
  if (found == std::end(kPages)) return false;
  (this->*found->page)(request, response);
  return true;
}

void Pages::dashboard(const http::Request&, http::Response& response) const {
  response.status = 200;
  http::append_field(response, "Content-Type", "text/html; charset=utf-8");
  http::append_field(response, "Cache-Control", "no-store");
  http::append_field(response, "X-Content-Type-Options", "nosniff");
  http::append_field(response, "Content-Security-Policy", kPolicy);
  response.body = http::Body::fixed(dashboard_page());
}

// That this is answered is all there is to say.
void Pages::live(const http::Request&, http::Response& response) const {
  send_text(response, 200, "alive\n");
}

void Pages::ready(const http::Request& request, http::Response& response) const {
  const auto snapshot = source_.snapshot();
  const auto reasons = reasons_against(source_.stage(), snapshot, health_);
  std::string text = reasons.empty() ? "ready\n" : "not ready\n" + lines(reasons);
  if (request.query == "verbose" || request.query.starts_with("verbose=")) text += "\n" + lines(details(snapshot));
  send_text(response, reasons.empty() ? 200 : 503, std::move(text));
}

void Pages::metrics(const http::Request&, http::Response& response) const {
  send(response, 200, "text/plain; version=0.0.4; charset=utf-8",
       metrics_text(source_.stage(), source_.snapshot(), source_.plugins()));
}

void Pages::routes(const http::Request&, http::Response& response) const {
  send_json(response, routes_json(source_.snapshot()));
}

void Pages::plugins(const http::Request&, http::Response& response) const {
  send_json(response, plugins_json(source_.plugins()));
}

void Pages::stalls(const http::Request&, http::Response& response) const {
  send_json(response, stalls_json(source_.stalls()));
}

void Pages::config(const http::Request&, http::Response& response) const {
  send_json(response, settings_json(source_.settings()));
}

std::vector<Advice> Pages::advise_now(const dispatch::Snapshot& snapshot) const {
  return advise({recent_.before(), snapshot, Recent::Clock::now() - recent_.taken()});
}

void Pages::advice(const http::Request&, http::Response& response) const {
  const auto snapshot = source_.snapshot();
  send_json(response, {{"seconds", std::chrono::duration<double>(Recent::Clock::now() - recent_.taken()).count()},
                       {"routes", snapshot.routes.size()},
                       {"advice", advice_json(advise_now(snapshot))}});
}

// Everything that the dashboard shows, of one instant.
void Pages::status(const http::Request&, http::Response& response) const {
  const auto snapshot = source_.snapshot();
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto reasons = reasons_against(source_.stage(), snapshot, health_);
  send_json(response, {{"version", SIDING_VERSION},
                       {"now_ms", std::chrono::duration<double, std::milli>(now).count()},
                       {"stage", name_of(source_.stage())},
                       {"addresses", list(source_.addresses())},
                       {"not_ready", list(reasons)},
                       {"bounds_ms", bounds_ms()},
                       {"loops", loops_json(snapshot)},
                       {"pools", pools_json(snapshot)},
                       {"routes", routes_json(snapshot)},
                       {"unrouted", counts_json(snapshot.unrouted)},
                       {"rescues", snapshot.stalls.of(scheduler::StallAction::rescued)},
                       {"stalls", stalls_json(source_.stalls())},
                       {"plugins", plugins_json(source_.plugins())},
                       {"advice", advice_json(advise_now(snapshot))}});
}

}  // namespace siding::admin
