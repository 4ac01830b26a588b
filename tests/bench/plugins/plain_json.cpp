// plain_json.cpp - the least that an async handler with JSON does. ./dev bench throughput
#include <siding/plugin.hpp>

namespace {

struct PlainJson {
  siding::task<siding::response> message(const siding::request&) {
    co_return siding::json(R"({"message":"Hello, World!"})");
  }
};

}  // namespace

SIDING_PLUGIN(PlainJson, "plain_json", "1.0.0", siding::async<&PlainJson::message>("message"))
