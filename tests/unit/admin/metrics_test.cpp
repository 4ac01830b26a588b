#include "admin/metrics.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "unit/admin/views.hpp"

namespace siding::admin {

using namespace std::chrono_literals;

namespace {

bool has(const std::string& text, std::string_view line) {
  return ("\n" + text).find("\n" + std::string(line) + "\n") != std::string::npos;
}

dispatch::Snapshot one_route() {
  dispatch::Snapshot snapshot;
  snapshot.pools = {test::pool_view()};
  snapshot.loops.emplace_back();
  auto& route = snapshot.routes.emplace_back(test::route_view("/orders/{id:int}", Mode::sync));
  test::add_requests(route, 3, 2ms, 10ms, 1ms, 1);
  return snapshot;
}

}  // namespace

TEST_SUITE("metrics") {
  TEST_CASE("requests have OpenTelemetry's names and cumulative buckets") {
    const std::string text = metrics_text(Stage::serving, one_route(), {});
    const std::string labels =
        R"(http_request_method="GET",http_route="/orders/{id:int}",http_response_status_code="200")";

    CHECK(has(text, "# TYPE http_server_request_duration_seconds histogram"));
    CHECK(has(text, "http_server_request_duration_seconds_count{" + labels + "} 3"));
    CHECK(has(text, "http_server_request_duration_seconds_bucket{" + labels + ",le=\"0.01\"} 0"));
    CHECK(has(text, "http_server_request_duration_seconds_bucket{" + labels + ",le=\"0.025\"} 3"));
    CHECK(has(text, "http_server_request_duration_seconds_bucket{" + labels + ",le=\"+Inf\"} 3"));
  }

  TEST_CASE("the lines that each log lost are counters") {
    dispatch::Snapshot snapshot = one_route();
    snapshot.dropped_lines = 3;
    snapshot.lost_access_lines = 5;
    const std::string text = metrics_text(Stage::serving, snapshot, {});

    CHECK(has(text, "siding_log_lost_lines_total 3"));
    CHECK(has(text, "siding_access_log_lost_lines_total 5"));
  }

  TEST_CASE("each phase of a route is a histogram") {
    const std::string text = metrics_text(Stage::serving, one_route(), {});

    for (const char* phase : {"queue", "run", "wait", "write"}) {
      CAPTURE(phase);
      CHECK(text.find("siding_route_phase_seconds_count{http_route=\"/orders/{id:int}\",phase=\"" + std::string(phase) +
                      "\"}") != std::string::npos);
    }
    CHECK(has(text, "siding_route_phase_seconds_sum{http_route=\"/orders/{id:int}\",phase=\"run\"} 0.03"));
  }

  TEST_CASE("a client that left has no status, but an error type") {
    auto snapshot = one_route();
    snapshot.routes[0].counts.answers = {{"GET", 0, test::durations(1, 1ms)}};
    const std::string text = metrics_text(Stage::serving, snapshot, {});

    CHECK(has(text,
              "http_server_request_duration_seconds_count{http_request_method=\"GET\",http_route=\"/orders/{id:int}\","
              "error_type=\"client_gone\"} 1"));
  }

  TEST_CASE("rejections and stalls have their reasons and kinds") {
    auto snapshot = one_route();
    snapshot.routes[0].rejections[static_cast<std::size_t>(dispatch::Rejection::queue_full)] = 7;
    const std::string text = metrics_text(Stage::serving, snapshot, {});

    CHECK(has(text, "siding_route_rejections_total{http_route=\"/orders/{id:int}\",reason=\"queue_full\"} 7"));
    CHECK(has(text, "siding_stalls_total{kind=\"blocked\"} 0"));
    CHECK(has(text, "siding_pool_threads_limit{pool=\"default\"} 8"));
  }

  TEST_CASE("plugins and the build are told as infos") {
    const test::FakeSource source;
    const std::string text = metrics_text(Stage::serving, {}, source.plugins());

    CHECK(has(text, R"(siding_plugin_info{plugin="orders",version="1.2.0",abi="1.0",file="/p/orders.so"} 1)"));
    CHECK(text.find("siding_build_info{version=\"" SIDING_VERSION "\"") != std::string::npos);
    CHECK(text.find("process_resident_memory_bytes") != std::string::npos);
  }
}

}  // namespace siding::admin
