// The contract of the boundary: callbacks of one request never overlap.
#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "unit/dispatch/client.hpp"
#include "unit/dispatch/op.hpp"
#include "unit/dispatch/test_host.hpp"

namespace siding::dispatch {

using namespace std::chrono_literals;
using test::Client;
using test::core;
using test::deadline_in;
using test::Op;
using test::respond;
using test::TestHost;

TEST_SUITE("serialised callbacks") {
  TEST_CASE("posts and sleeps from several threads never overlap, and see what the one before wrote") {
    constexpr int kThreads = 3;
    constexpr int kOps = 200;
    for (const Mode mode : {Mode::offload, Mode::sync}) {
      std::atomic<int> inside{0};
      bool overlapped = false;
      int plain = 0;  // no atomic: a race would be seen
      siding_request* request = nullptr;
      const auto enter = [&](std::int32_t) {
        overlapped |= inside.fetch_add(1) != 0;
        if (++plain == 2 * kThreads * kOps) respond(request);
        inside.fetch_sub(1);
      };
      std::vector<std::unique_ptr<Op>> ops;
      for (int i = 0; i < 2 * kThreads * kOps; ++i) ops.push_back(std::make_unique<Op>(enter));
      std::vector<std::thread> threads;
      TestHost host(mode, [&](siding_request* r) {
        request = r;
        siding_scope* const scope = core().scope(r);
        for (int t = 0; t < kThreads; ++t) {
          threads.emplace_back([&, scope, t] {
            for (int i = 0; i < kOps; ++i) {
              const auto at = static_cast<std::size_t>(2 * (t * kOps + i));
              core().post(scope, ops[at].get());
              core().sleep_until(scope, ops[at + 1].get(), deadline_in(std::chrono::microseconds(i % 50)));
            }
          });
        }
      });
      Client client(host);

      CHECK(client.answer().status == 200);

      for (std::thread& thread : threads) thread.join();
      CHECK_FALSE(overlapped);
    }
  }

  TEST_CASE("different requests do run at the same time") {
    std::atomic<int> inside{0};
    TestHost host(Mode::sync, [&](siding_request* request) {
      inside.fetch_add(1);
      while (inside.load() < 2) std::this_thread::yield();
      respond(request);
    });

    Client first(host);
    Client second(host);

    CHECK(first.answer().status == 200);
    CHECK(second.answer().status == 200);
  }
}

}  // namespace siding::dispatch
