#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "server/lab_table.hpp"
#include "server/lab_text.hpp"
#include "unit/server/lab_sample.hpp"

using namespace siding;
using namespace siding::server::lab;
using namespace siding::server::lab::test;
using namespace std::chrono_literals;

namespace json = boost::json;

TEST_SUITE("lab table") {
  TEST_CASE("figures have the digits that count") {
    CHECK(time_text(310us) == "0.31 ms");
    CHECK(time_text(204'400us) == "204 ms");
    CHECK(time_text(999'600us) == "1.00 s");
    CHECK(time_text(18'040ms) == "18.0 s");
    CHECK(time_text(1200s) == "1200 s");
    CHECK(rate_text(11.11) == "11.1");
    CHECK(rate_text(9.996) == "10.0");
    CHECK(threads_text(0) == "0 threads");
    CHECK(threads_text(0.02) == "0.02 threads");
    CHECK(threads_text(0.99) == "1 thread");
    CHECK(threads_text(98.4) == "98 threads");
  }

  TEST_CASE("shows what is measured, a line for each mode under its columns, and the conclusion") {
    const Report report = report_of(Mode::sync, {measured(Mode::async, 410ms, 0), measured(Mode::sync, 400ms, 100)});
    CHECK(heading(report) ==
          "Route /slow (routes.yaml:11): plugin article, handler slow\n"
          "GET /slow, 200 requests, 100 at once; 2 event loops, pool default of 4 to 256 threads\n"
          "\n"
          "mode                total  requests/s       p50       p99       max  threads  stalls  errors\n");
    CHECK(row(report, report.runs[0]) ==
          "async              410 ms         488    205 ms    205 ms    205 ms        0       0       0\n");
    CHECK(row(report, report.runs[1]) ==
          "sync (now)         400 ms         500    200 ms    200 ms    200 ms      100       0       0\n");
    const std::string text = conclusion(report);
    CHECK(text.find("\nFloor:         2 waves of 200 ms = 400 ms, whatever the server\n") != text.npos);
    CHECK(text.find("\nLittle's law:  500 requests/s x 200 ms") != text.npos);
    CHECK(text.find("\nAdvice:        Write `mode: async` at routes.yaml:12: ") != text.npos);
  }

  TEST_CASE("says of a handler for sync only that it runs in no other mode") {
    const Report report = report_of(Mode::sync, {measured(Mode::sync, 400ms, 100)});
    CHECK(heading(report).find("\nThe handler is declared `sync` only, so it runs in that mode alone\n") !=
          std::string::npos);
  }

  TEST_CASE("tells which errors there were") {
    Measurement run = failed(measured(Mode::sync, 400ms, 100), 500, 20);
    run.refused = 3;
    run.lost = 2;
    run.unfinished = 1;
    const Report report = report_of(Mode::sync, {run});
    const std::string text = row(report, run);
    CHECK(text.find("      26\n  errors: 3 with status 503, 20 with a status such as 500, 2 without a complete answer, "
                    "1 not answered in time\n") != text.npos);
  }

  TEST_CASE("is the same as JSON") {
    const Report report =
        report_of(Mode::async, {stalled(measured(Mode::async, 410ms, 0), 3), measured(Mode::sync, 400ms, 100)});
    const json::value root = json::parse(to_json(report));
    CHECK(root.at("route") == "/slow");
    CHECK(root.at("place") == "routes.yaml:11");
    CHECK(root.at("mode") == "async");
    CHECK(root.at("requests") == 200);
    CHECK(root.at("pool").at("share") == 128);
    CHECK(root.at("runs").as_array().size() == 2);
    CHECK(root.at("runs").at(0).at("mode") == "async");
    CHECK(root.at("runs").at(0).at("stalls") == 3);
    CHECK(root.at("runs").at(1).at("total_ms") == 400.0);
    CHECK(root.at("runs").at(1).at("threads") == 100);
    CHECK(root.at("little").at("busy_threads").as_double() == doctest::Approx(100));
    CHECK(root.at("advice").at("mode") == "sync");
    CHECK(json::parse(to_json(report_of(Mode::sync, {failed(measured(Mode::sync, 400ms, 1), 404, 200)})))
              .at("advice")
              .at("mode")
              .is_null());
  }
}
