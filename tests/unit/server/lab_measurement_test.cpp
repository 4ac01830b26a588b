#include <doctest/doctest.h>

#include "server/lab_measurement.hpp"

using namespace siding;
using namespace siding::server::lab;
using namespace std::chrono_literals;

TEST_SUITE("lab measurement") {
  TEST_CASE("sorts answers by status and finds the percentiles") {
    LoadResult load;
    load.total = 2s;
    for (int i = 100; i >= 1; --i) load.latencies.push_back(i * 1ms);
    load.statuses = {{200, 60}, {302, 20}, {404, 5}, {500, 11}, {503, 4}};
    load.lost = 2;
    load.unfinished = 3;

    const Measurement run = summarise(Mode::offload, load);

    CHECK(run.answered == 80);
    CHECK(run.failed == 16);
    CHECK(run.refused == 4);
    CHECK(run.status == 500);
    CHECK(run.errors() == 25);
    CHECK(run.requests_per_second() == doctest::Approx(40));
    CHECK(run.median == 51ms);
    CHECK(run.p99 == 99ms);
    CHECK(run.longest == 100ms);
  }

  TEST_CASE("of nothing is nothing") {
    const Measurement run = summarise(Mode::sync, {});
    CHECK(run.requests_per_second() == 0);
    CHECK(run.p99 == 0ns);
  }

  TEST_CASE("survives the way out of a child process") {
    Measurement run;
    run.mode = Mode::offload;
    run.total = 1234567890123ns;
    run.answered = 1;
    run.refused = 2;
    run.failed = 3;
    run.lost = 4;
    run.unfinished = 5;
    run.status = 418;
    run.median = 6ns;
    run.p99 = 7ns;
    run.longest = 8ns;
    run.alone = 9ns;
    run.threads = 10;
    run.stalls = 11;
    run.demotions = 12;

    const auto back = decode(encode(run));

    REQUIRE(back);
    CHECK(back->mode == Mode::offload);
    CHECK(back->errors() == run.errors());
    CHECK(back->answered == 1);
    CHECK(back->status == 418);
    CHECK(back->total == run.total);
    CHECK(back->median == 6ns);
    CHECK(back->p99 == 7ns);
    CHECK(back->longest == 8ns);
    CHECK(back->alone == 9ns);
    CHECK(back->threads == 10);
    CHECK(back->stalls == 11);
    CHECK(back->demotions == 12);
    CHECK_FALSE(decode("1 2 3"));
  }
}
