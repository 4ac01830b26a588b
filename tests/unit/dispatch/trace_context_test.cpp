#include "dispatch/trace_context.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace siding;
using namespace siding::dispatch;

namespace {

const std::string kGood = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

std::uint64_t zero() {
  return 0;
}

}  // namespace

TEST_SUITE("trace context") {
  TEST_CASE("a valid traceparent") {
    CHECK(is_traceparent(kGood));
    CHECK(is_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"));
    CHECK(is_traceparent("cc" + kGood.substr(2)));
    CHECK(is_traceparent("01" + kGood.substr(2) + "-what-the-future-will-be-like"));
  }

  TEST_CASE("what is none") {
    for (const std::string& text :
         {std::string{}, std::string{"00"}, kGood.substr(0, 54), kGood + "-", kGood + "-01", kGood + " ",
          "ff" + kGood.substr(2), "0" + kGood, "01" + kGood.substr(2) + "x", "0G" + kGood.substr(2),
          std::string{"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"},
          std::string{"00-00000000000000000000000000000000-00f067aa0ba902b7-01"},
          std::string{"00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"},
          std::string{"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1g"},
          std::string{"00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01"},
          std::string{"00-4bf92f3577b34da6a3ce929d0e0e47360-0f067aa0ba902b7-01"}, std::string(55, '-'),
          std::string(55, '0'), std::string(5000, 'a')}) {
      CAPTURE(text);
      CHECK_FALSE(is_traceparent(text));
    }
  }

  TEST_CASE("a valid one is kept as it came") {
    http::Request request;
    request.fields = {{"Host", "a"}, {"TraceParent", kGood}, {"tracestate", "a=1"}};
    TraceParent trace;
    trace.adopt(request, zero);
    CHECK(trace.view() == kGood);
    CHECK(request.fields.size() == 3);
    CHECK(request.field("traceparent") == kGood);
  }

  TEST_CASE("without one, with a wrong one or with two a new trace begins") {
    for (const std::vector<http::Field>& fields :
         std::vector<std::vector<http::Field>>{{{"Host", "a"}},
                                               {{"traceparent", "mine"}, {"Host", "a"}, {"tracestate", "a=1"}},
                                               {{"traceparent", kGood}, {"Host", "a"}, {"TRACEPARENT", kGood}}}) {
      http::Request request;
      request.fields = fields;
      TraceParent trace;
      trace.adopt(request, zero);
      CHECK(is_traceparent(trace.view()));  // even when the dice say 0
      CHECK(trace.view() != kGood);
      CHECK(request.fields.size() == 2);
      CHECK(request.field("Host") == "a");
      CHECK(request.field("traceparent") == trace.view());
    }
  }
}
