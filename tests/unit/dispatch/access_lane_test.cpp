#include "dispatch/access_lane.hpp"

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <limits>
#include <string>
#include <thread>
#include <vector>

using namespace siding;
using namespace siding::dispatch;
using namespace std::chrono_literals;

namespace {

using Clock = scheduler::Clock;

struct Bell final : AccessBell {
  void ring() noexcept override { ++rung; }
  void sleep() { asleep_ = true; }
  int rung = 0;
};

AccessEntry entry(std::uint64_t id, std::string_view path = "/a") {
  AccessEntry made;
  made.figures.id = id;
  made.figures.status = 200;
  made.figures.head = Clock::time_point{5s};
  made.method = "GET";
  made.path = path;
  made.client = "192.0.2.1:5000";
  return made;
}

std::vector<std::uint64_t> taken(AccessLane& lane) {
  std::vector<std::uint64_t> ids;
  while (lane.take([&](const AccessEntry& each, Clock::time_point) { ids.push_back(each.figures.id); })) {
  }
  return ids;
}

std::string line(LogFormat format, const AccessEntry& each, Clock::time_point end = Clock::time_point{5s} + 1234us) {
  TextBuffer out;
  AccessLines lines{format};
  lines.set_wall(1'500'000'000s);
  lines.append(out, each, end);
  return std::string{out.view()};
}

}  // namespace

TEST_SUITE("access lane") {
  TEST_CASE("entries come when their cycle has ended, with its end") {
    Bell bell;
    AccessLane lane{bell, false};
    lane.add(entry(1, "/one"));
    lane.add(entry(2, "/two"));
    CHECK(lane.empty());
    CHECK(taken(lane).empty());

    lane.cycle_ended(Clock::time_point{7s});

    std::string paths;
    CHECK(lane.take([&](const AccessEntry& each, Clock::time_point end) {
      paths += each.path;
      CHECK(end == Clock::time_point{7s});
      CHECK(each.client == "192.0.2.1:5000");
    }));
    CHECK(paths == "/one/two");
    CHECK(lane.empty());
  }

  TEST_CASE("who writes is woken only when it sleeps, and for something") {
    Bell bell;
    AccessLane lane{bell, false};
    lane.add(entry(1));
    lane.cycle_ended({});
    CHECK(bell.rung == 0);
    bell.sleep();
    lane.cycle_ended({});
    CHECK(bell.rung == 0);
    lane.add(entry(2));
    lane.cycle_ended({});
    CHECK(bell.rung == 1);
  }

  TEST_CASE("what does not fit is lost and counted, and later there is room again") {
    Bell bell;
    AccessLane lane{bell, false};
    const std::string path(2000, 'x');
    std::uint64_t id = 0;
    while (lane.lost() == 0) {
      lane.add(entry(++id, path));
      lane.cycle_ended({});
    }
    const auto kept = taken(lane);
    CHECK(kept.size() + lane.lost() == id);
    CHECK(kept.back() == id - 1);
    lane.add(entry(7));
    lane.cycle_ended({});
    CHECK(taken(lane) == std::vector<std::uint64_t>{7});
  }

  TEST_CASE("all comes over to another thread, in order, round and round the ring") {
    Bell bell;
    AccessLane lane{bell, false};
    constexpr std::uint64_t kEntries = 30'000;
    std::vector<std::uint64_t> ids;
    std::thread writer{[&] {
      while (ids.size() < kEntries) {
        lane.take([&](const AccessEntry& each, Clock::time_point) {
          ids.push_back(each.figures.id);
          if (each.path.size() != each.figures.id % 300) ids.clear();  // never
        });
      }
    }};
    const std::string path(300, 'x');
    for (std::uint64_t id = 1; id <= kEntries; ++id) {
      lane.add(entry(id, std::string_view{path}.substr(0, id % 300)));
      const auto before = lane.lost();
      if (id % 3 == 0 || id == kEntries) lane.cycle_ended({});
      REQUIRE(lane.lost() == before);
      if (id % 500 == 0) {
        while (!lane.empty()) std::this_thread::yield();
      }
    }
    writer.join();
    for (std::uint64_t id = 1; id <= kEntries; ++id) REQUIRE(ids[id - 1] == id);
  }

  TEST_CASE("a path keeps 2048 bytes") {
    Bell bell;
    AccessLane lane{bell, false};
    lane.add(entry(1, std::string(5000, 'x')));
    lane.cycle_ended({});
    lane.take([](const AccessEntry& each, Clock::time_point) { CHECK(each.path.size() == 2048); });
  }
}

TEST_SUITE("access line") {
  TEST_CASE("in text") {
    AccessEntry each = entry(0x2a, "/a\"b\xff c");
    each.figures.bytes = 13;
    each.trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    CHECK(
        line(LogFormat::text, each) ==
        "2017-07-14T02:40:05.000000Z 192.0.2.1:5000 \"GET /a\\x22b\\xff\\x20c\" 200 13 1.234ms ok id=000000000000002a "
        "traceparent=00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n");
    CHECK(line(LogFormat::text, each, Clock::time_point{5s}).find(" 13 0.000ms ok ") != std::string::npos);
    CHECK(line(LogFormat::text, each, Clock::time_point{5s} + 20ms + 5us).find(" 13 20.005ms ok ") !=
          std::string::npos);
    CHECK(line(LogFormat::text, each, Clock::time_point{5s} + 1h).find(" 13 3600000.000ms ok ") != std::string::npos);
    each.figures.status = 0;
    each.figures.outcome = Outcome::client_gone;
    CHECK(line(LogFormat::text, each).find("\" - 13 1.234ms client_gone ") != std::string::npos);
  }

  TEST_CASE("in JSON, with the phases where they are known") {
    AccessEntry each = entry(0x2a, "/a\"b\xff");
    each.query = "q=1";
    each.figures.marks = {.started = Clock::time_point{5s},
                          .entered = Clock::time_point{5s} + 1ms,
                          .answered = Clock::time_point{5s} + 4ms,
                          .run = 2ms,
                          .usage = {},
                          .exact = true,
                          .sample = false};
    const std::string text = line(LogFormat::json, each, Clock::time_point{5s} + 9ms);
    const auto value = boost::json::parse(text);
    CHECK(text.find('\n') == text.size() - 1);
    CHECK(value.at("time") == "2017-07-14T02:40:05.000000Z");
    CHECK(value.at("request_id") == "000000000000002a");
    CHECK(value.at("path") == "/a\"b\xEF\xBF\xBD");
    CHECK(value.at("query") == "q=1");
    CHECK(value.at("status") == 200);
    CHECK(value.at("duration_ms").as_double() == doctest::Approx(9));
    CHECK(value.at("queue_ms").as_double() == doctest::Approx(1));
    CHECK(value.at("run_ms").as_double() == doctest::Approx(2));
    CHECK(value.at("wait_ms").as_double() == doctest::Approx(1));
    CHECK(value.at("write_ms").as_double() == doctest::Approx(5));
    CHECK_FALSE(value.as_object().contains("route"));
    each.figures.status = 0;
    CHECK(boost::json::parse(line(LogFormat::json, each)).at("status").is_null());
  }

  TEST_CASE("has room for the longest texts and numbers, whatever they hold") {
    constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
    for (const char byte : {'\x01', '\xff', '"', 'a'}) {
      const std::string longest(2048, byte);
      AccessEntry each = entry(kMost, longest);
      each.method = each.query = each.client = each.trace = longest;
      each.figures.bytes = kMost;
      each.figures.outcome = Outcome::client_gone;
      each.figures.marks.exact = true;
      each.figures.marks.run = each.figures.marks.usage.wall = 1h;
      const auto end = Clock::time_point::max();
      CHECK(line(LogFormat::text, each, end).size() > 5 * longest.size());
      CHECK(line(LogFormat::json, each, end).size() > 5 * longest.size());
    }
  }
}
