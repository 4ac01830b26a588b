// Rings of io_uring: one per loop, unless it is switched off or forbidden.
#include <doctest/doctest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

#include "integration/harness/running_server.hpp"
#include "scheduler/ring.hpp"

namespace siding::integration {
namespace {

constexpr std::string_view kRoutes = "routes:\n  - { path: /plain, plugin: hello, handler: async }\n";

std::string table(const std::string& server) {
  return "\n" + server + std::string{kRoutes};
}

std::size_t rings_here() {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"}) {
    std::error_code gone;
    count += std::filesystem::read_symlink(entry.path(), gone) == "anon_inode:[io_uring]" ? 1 : 0;
  }
  return count;
}

// As containers do. For this thread, and the threads that it makes.
void forbid_io_uring() {
  sock_filter program[]{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_setup, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog filter{.len = std::size(program), .filter = program};
  REQUIRE(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
  REQUIRE(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0);
}

}  // namespace

TEST_SUITE("io_uring") {
  TEST_CASE("each loop has a ring, where there is one to be had") {
    if (std::getenv("SIDING_TEST_IO_URING")) return;
    const bool possible = scheduler::Ring::open().has_value();
    RunningServer server{table("server: { io_uring: auto }\n"), kShipped, 3};
    CHECK(rings_here() == (possible ? 3 : 0));
    CHECK(server.log().with({"io_uring"}).size() == (possible ? 0 : 1));
    CHECK(server.ask(get("/plain")).status == 200);
  }

  TEST_CASE("none has one when it is off") {
    RunningServer server{table("server: { io_uring: off }\n"), kShipped, 3};
    CHECK(rings_here() == 0);
    CHECK(server.log().with({"io_uring"}).empty());
    CHECK(server.ask(get("/plain")).status == 200);
  }

  TEST_CASE("where it is forbidden the server serves without, and says so once, to whoever debugs") {
    if (std::getenv("SIDING_TEST_IO_URING")) return;
    std::thread([] {
      forbid_io_uring();
      RunningServer server{table(""), kShipped, 3};
      CHECK(rings_here() == 0);
      CHECK(server.log().with({"debug", "io_uring is not to be had (Operation not permitted)"}).size() == 1);
      CHECK(server.ask(get("/plain")).status == 200);
    }).join();
  }
}

}  // namespace siding::integration
