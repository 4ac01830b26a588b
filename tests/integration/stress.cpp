// stress - random stalls in random routes under load: each request is answered exactly once, and the threads
// that it took go away afterwards.
//
//   siding_stress [--seconds N]     default 60
//
// Clients pipeline requests to many routes; now and then one holds its thread, asleep, computing or under a lock
// of the plugin. A third of the routes misbehaves at a time, so that the demotions of the others are lifted.
#define DOCTEST_CONFIG_IMPLEMENT  // the harness refers to it
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <iterator>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "integration/harness/patience.hpp"
#include "integration/harness/pipeline.hpp"
#include "integration/harness/running_server.hpp"

namespace siding::integration {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr unsigned kClients = 12;
constexpr unsigned kRoutes = 48;
constexpr unsigned kMostPipelined = 8;
constexpr unsigned kBatchesPerConnection = 20;
constexpr unsigned kOneIn = 25;  // requests to a route that misbehaves
constexpr int kLongestHoldMs = 60;
constexpr auto kEpoch = 14s;  // longer than the first quiet period after a demotion

std::string table() {
  const std::string handlers[]{"at_once", "between", "beside", "whole"};
  std::string yaml = R"(
stall: { rescue_after: 5ms, rescue_running_after: 20ms, demote_after: 3 }
pools: { default: { min: 2, max: 32, queue: 4096, share: 16 } }
routes:
)";
  for (unsigned i = 0; i < kRoutes; ++i) {
    yaml += "  - { path: \"/" + std::to_string(i) +
            "/{name}\", plugin: erratic, handler: " + handlers[i % std::size(handlers)] + " }\n";
  }
  return yaml;
}

std::size_t threads_of_this_process() {
  const std::filesystem::directory_iterator tasks{"/proc/self/task"};
  return static_cast<std::size_t>(std::distance(begin(tasks), end(tasks)));
}

struct Count {
  std::atomic<unsigned long> served{0};
  std::atomic<unsigned long> refused{0};
};

class StressClient {
 public:
  StressClient(std::uint16_t port, unsigned number, Clock::time_point begin, Count& count)
      : port_{port}, number_{number}, begin_{begin}, count_{count}, random_{number} {}

  void run_until(Clock::time_point end) {
    while (Clock::now() < end) {
      Pipeline pipeline{port_};
      for (unsigned batch = 0; batch < kBatchesPerConnection && Clock::now() < end; ++batch) ask(pipeline);
      pipeline.expect_silence();
    }
  }

 private:
  unsigned below(unsigned bound) { return static_cast<unsigned>(random_() % bound); }

  std::string target(const std::string& name) {
    const unsigned route = below(kRoutes);
    const auto epoch = static_cast<unsigned>((Clock::now() - begin_) / kEpoch);
    std::string text = "/" + std::to_string(route) + "/" + name;
    if (route % 3 != epoch % 3 || below(kOneIn) != 0) return text;
    const std::string ways[]{"sleep", "sleep", "spin", "lock"};
    return text + "?hold=" + std::to_string(1 + below(kLongestHoldMs)) + "&how=" + ways[below(std::size(ways))];
  }

  void ask(Pipeline& pipeline) {
    std::vector<std::string> names(1 + below(kMostPipelined));
    std::string requests;
    for (std::string& name : names) {
      name = std::to_string(number_) + "-" + std::to_string(next_++);
      requests += "GET " + target(name) + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }
    pipeline.send(requests);
    for (const std::string& name : names) {
      const auto answer = pipeline.next();
      const bool served = answer.status == 200 && answer.body == name;
      if (!served && answer.status != 503) {
        throw std::runtime_error("instead of \"" + name + "\" came " + std::to_string(answer.status) + ": " +
                                 std::string{answer.body});
      }
      (served ? count_.served : count_.refused).fetch_add(1, std::memory_order_relaxed);
    }
  }

  const std::uint16_t port_;
  const unsigned number_;
  const Clock::time_point begin_;
  Count& count_;
  std::minstd_rand random_;
  unsigned long next_ = 0;
};

// The most threads that there were. Throws what went wrong in a client.
std::size_t load(std::uint16_t port, std::chrono::seconds time, Count& count) {
  std::mutex mutex;
  std::exception_ptr failure;  // guarded by mutex
  std::atomic<unsigned> running{kClients};
  const auto begin = Clock::now();
  std::vector<std::jthread> clients;
  for (unsigned number = 0; number < kClients; ++number) {
    clients.emplace_back([&, number] {
      try {
        StressClient{port, number, begin, count}.run_until(begin + time);
      } catch (...) {
        const std::lock_guard lock{mutex};
        failure = std::current_exception();
      }
      --running;
    });
  }
  std::size_t most = 0;
  for (; running > 0; std::this_thread::sleep_for(10ms)) most = std::max(most, threads_of_this_process() - kClients);
  clients.clear();
  if (failure) std::rethrow_exception(failure);
  return most;
}

std::size_t threads_once_quiet(std::size_t normal) {
  const auto until = Clock::now() + kPatience;
  while (threads_of_this_process() > normal && Clock::now() < until) std::this_thread::sleep_for(50ms);
  return threads_of_this_process();
}

int stress(std::chrono::seconds time) {
  RunningServer server{table()};
  const std::size_t before = threads_of_this_process();
  Count count;
  const std::size_t most = load(server.port(), time, count);
  const std::size_t after = threads_once_quiet(before);
  const auto lines = [&](std::string_view text) { return server.log().with({text}).size(); };
  const auto rescues = lines("the loop goes on with another thread");
  const auto demotions = lines("its calls run on workers");

  std::printf("| served | refused (503) | rescues logged | demotions | lifted | threads before, at most, after |\n");
  std::printf("|---|---|---|---|---|---|\n");
  std::printf("| %lu | %lu | %zu | %zu | %zu | %zu, %zu, %zu |\n", count.served.load(), count.refused.load(), rescues,
              demotions, lines("back on the event loops"), before, most, after);
  if (rescues == 0 || demotions == 0) throw std::runtime_error("nothing was stressed");
  if (after > before) throw std::runtime_error("threads stay behind");
  return 0;
}

std::chrono::seconds seconds_of(int argc, char** argv) {
  if (argc == 1) return 60s;
  unsigned seconds = 0;
  const std::string_view text = argc == 3 && std::string_view{argv[1]} == "--seconds" ? argv[2] : "";
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || seconds == 0) {
    throw std::invalid_argument("usage: siding_stress [--seconds N]");
  }
  return std::chrono::seconds{seconds};
}

}  // namespace

}  // namespace siding::integration

int main(int argc, char** argv) {
  try {
    return siding::integration::stress(siding::integration::seconds_of(argc, argv));
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "stress: %s\n", failure.what());
    return 1;
  }
}
