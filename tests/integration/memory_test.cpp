// Memory that many or large requests took comes back. Of the built `siding`: the test's own process has its own.
#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <thread>
#include <vector>

#include "integration/harness/process.hpp"
#include "integration/harness/running_server.hpp"

namespace siding::integration {
namespace {

std::size_t resident_mib(pid_t pid) {
  std::ifstream file{"/proc/" + std::to_string(pid) + "/statm"};
  std::size_t all = 0;
  std::size_t pages = 0;
  file >> all >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) >> 20;
}

#if defined(SIDING_SANITIZED)
constexpr bool kSanitized = true;  // they keep what was freed, to find who still looks at it
#else
constexpr bool kSanitized = false;
#endif

// False when it stays above for long.
bool falls_to(pid_t pid, std::size_t mib) {
  for (int tries = 0; tries < 500; ++tries) {
    if (resident_mib(pid) <= mib) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds{20});  // the kernel tells nobody
  }
  return false;
}

}  // namespace

TEST_SUITE("memory") {
  TEST_CASE("comes back after large requests") {
    TempFolder folder;
    std::ofstream{folder.path() / "routes.yaml"} << "version: 1\nserver: { listen: 127.0.0.1:0 }\nroutes:\n"
                                                    "  - { path: /echo, methods: [POST], plugin: echo, body: 8MiB }\n";
    Process siding({"serve", "--no-supervisor", "-c", "routes.yaml", "--plugin-dir", SIDING_PLUGINS},
                   folder.path().string());
    const auto port = siding.wait_for_port();
    const std::string large(8'000'000, 'a');
    const auto ask = [&](const std::string& body) {
      Client client{port};
      client.send(post("/echo", body));
      CHECK(client.read().status == 200);
    };
    ask("a");
    const std::size_t before = resident_mib(siding.pid());
    for (int round = 0; round < 2; ++round) {
      std::vector<std::unique_ptr<Client>> clients;
      for (int i = 0; i < 8; ++i) {
        clients.push_back(std::make_unique<Client>(port));
        clients.back()->send(post("/echo", large).substr(0, 8'000'000));  // not all of it
      }
      for (auto& client : clients) client->half_close();
      for (auto& client : clients) CHECK(client->read().status == 400);
      ask(large);
    }
    CHECK((kSanitized || falls_to(siding.pid(), before + 16)));
  }
}

}  // namespace siding::integration
