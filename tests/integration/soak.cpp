// soak - many requests through each mode: every one answered exactly once, and no memory grows.
//
//   siding_soak [--requests N]     per mode; default 1,000,000
//
// Each request carries a name of its own, which the answer has to hold. The memory of
// the server is read when a tenth has been answered, and at the end.
#include <sys/types.h>

#include <algorithm>
#include <barrier>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <fstream>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "integration/harness/pipeline.hpp"
#include "integration/harness/process.hpp"
#include "integration/harness/temp_folder.hpp"

namespace siding::integration {

namespace {

constexpr unsigned kConnections = 8;
constexpr unsigned kPipelined = 32;
constexpr long kMostGrowthKiB = 2048;  // between the tenth and the end

constexpr auto kTable = R"(version: 1
routes:
  - { path: "/sync/{name}", plugin: hello, handler: sync }
  - { path: "/async/{name}", plugin: hello, handler: async }
  - { path: "/offload/{name}", plugin: hello, handler: offload }
)";

// Throws unless the next answer is a 200 with that body.
void expect(Pipeline& pipeline, std::string_view body) {
  const auto answer = pipeline.next();
  if (answer.status == 200 && answer.body == body) return;
  throw std::runtime_error("instead of \"" + std::string{body} + "\" came " + std::to_string(answer.status) + ": " +
                           std::string{answer.body});
}

// Asks for the numbers from first up to last, by name.
void ask(Pipeline& pipeline, std::string_view mode, unsigned connection, unsigned long first, unsigned long last) {
  const auto name = [&](unsigned long i) { return std::to_string(connection) + "-" + std::to_string(i); };
  for (unsigned long begin = first; begin < last; begin += kPipelined) {
    const unsigned long end = std::min(begin + kPipelined, last);
    std::string requests;
    for (unsigned long i = begin; i < end; ++i) {
      requests.append("GET /").append(mode).append("/").append(name(i)).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    pipeline.send(requests);
    for (unsigned long i = begin; i < end; ++i) expect(pipeline, "Hello, " + name(i) + "!");
  }
}

long resident_kib(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
  }
  return 0;  // it has ended, as the connections will find
}

struct Outcome {
  double seconds = 0;
  long warm_kib = 0;
  long end_kib = 0;
};

// `requests` of one mode against a server of its own. Throws when one was not answered as it should be.
Outcome soak(const std::string& mode, unsigned long requests) {
  const TempFolder folder;
  const auto table = folder.write("routes.yaml", kTable);
  Process process{{"serve", "--no-supervisor", "-c", table, "--port", "0"}};
  const auto port = process.wait_for_port();
  const unsigned long each = (requests + kConnections - 1) / kConnections;
  Outcome outcome;
  std::mutex mutex;
  std::exception_ptr failure;  // guarded by mutex
  std::barrier warm{kConnections, [&]() noexcept { outcome.warm_kib = resident_kib(process.pid()); }};

  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::jthread> threads;
  for (unsigned connection = 0; connection < kConnections; ++connection) {
    threads.emplace_back([&, connection] {
      bool arrived = false;
      try {
        Pipeline pipeline{port};
        ask(pipeline, mode, connection, 0, each / 10);
        arrived = true;
        warm.arrive_and_wait();
        ask(pipeline, mode, connection, each / 10, each);
        pipeline.expect_silence();
      } catch (...) {
        const std::lock_guard lock{mutex};
        failure = std::current_exception();
        if (!arrived) warm.arrive_and_drop();
      }
    });
  }
  threads.clear();
  outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (failure) std::rethrow_exception(failure);
  outcome.end_kib = resident_kib(process.pid());
  process.signal(SIGTERM);
  if (process.wait().code != 0) throw std::runtime_error("the server did not end well");
  return outcome;
}

// True when the memory is flat, or can't be judged.
bool report(const std::string& mode, unsigned long requests, const Outcome& outcome) {
  const double mib = 1024;
  std::printf("| %s | %lu | %.1f s | %.0f | %.1f MiB | %.1f MiB |\n", mode.c_str(), requests, outcome.seconds,
              static_cast<double>(requests) / outcome.seconds, static_cast<double>(outcome.warm_kib) / mib,
              static_cast<double>(outcome.end_kib) / mib);
  std::fflush(stdout);
  return outcome.end_kib - outcome.warm_kib <= kMostGrowthKiB;
}

unsigned long requests_of(int argc, char** argv) {
  unsigned long requests = 1'000'000;
  if (argc == 1) return requests;
  const std::string_view text = argc == 3 && std::string_view{argv[1]} == "--requests" ? argv[2] : "";
  const auto read = std::from_chars(text.data(), text.data() + text.size(), requests);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || requests < 10 * kConnections) {
    throw std::invalid_argument("usage: siding_soak [--requests N], N from " + std::to_string(10 * kConnections));
  }
  return requests / kConnections * kConnections;
}

int soak_all(unsigned long requests) {
  std::printf("| mode | requests, each answered once | time | requests/s | RSS at a tenth | RSS at the end |\n");
  std::printf("|---|---|---|---|---|---|\n");
  bool flat = true;
  for (const std::string mode : {"sync", "async", "offload"})
    flat = report(mode, requests, soak(mode, requests)) && flat;
#if defined(SIDING_SANITIZED)
  std::printf("\nmemory is not judged: the sanitizer keeps what was freed\n");
  return 0;
#else
  if (!flat) std::fprintf(stderr, "soak: memory grows by more than %ld KiB after the first tenth\n", kMostGrowthKiB);
  return flat ? 0 : 1;
#endif
}

}  // namespace

}  // namespace siding::integration

int main(int argc, char** argv) {
  try {
    return siding::integration::soak_all(siding::integration::requests_of(argc, argv));
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "soak: %s\n", failure.what());
    return 1;
  }
}
