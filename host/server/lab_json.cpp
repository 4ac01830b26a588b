#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "server/lab_advice.hpp"
#include "server/lab_little.hpp"
#include "server/lab_table.hpp"

namespace siding::server::lab {

namespace {

namespace json = boost::json;

double milliseconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

json::object json_of(const Measurement& run) {
  return {{"mode", to_string(run.mode)},
          {"total_ms", milliseconds(run.total)},
          {"requests_per_second", run.requests_per_second()},
          {"p50_ms", milliseconds(run.median)},
          {"p99_ms", milliseconds(run.p99)},
          {"max_ms", milliseconds(run.longest)},
          {"threads", run.threads},
          {"stalls", run.stalls},
          {"demotions", run.demotions},
          {"errors", run.errors()},
          {"status_503", run.refused},
          {"other_error_status", run.failed},
          {"lost", run.lost},
          {"unfinished", run.unfinished}};
}

json::value little_of(const Report& report) {
  const auto law = little(report);
  if (!law) return nullptr;
  return json::object{{"requests_per_second", law->rate}, {"handler_ms", milliseconds(law->alone)},
                      {"busy_threads", law->busy},        {"gives_back", law->gives_back},
                      {"allowed_threads", law->allowed},  {"enough", law->enough},
                      {"text", to_text(*law, report)}};
}

}  // namespace

std::string to_json(const Report& report) {
  json::array runs;
  for (const Measurement& run : report.runs) runs.emplace_back(json_of(run));
  const Advice advice = advise(report);
  const json::object pool{{"name", report.pool.name},
                          {"min", report.pool.min},
                          {"max", report.pool.max},
                          {"share", report.pool.route_share()}};
  return json::serialize(json::object{
      {"route", report.route},
      {"place", report.place},
      {"plugin", report.plugin},
      {"handler", report.handler},
      {"request", report.request},
      {"requests", report.requests},
      {"concurrency", report.concurrency},
      {"loops", report.loops},
      {"mode", to_string(report.now)},
      {"sync_only", report.sync_only},
      {"pool", pool},
      {"runs", std::move(runs)},
      {"little", little_of(report)},
      {"advice", {{"mode", advice.mode ? json::value(to_string(*advice.mode)) : json::value()}, {"text", advice.text}}},
  });
}

}  // namespace siding::server::lab
