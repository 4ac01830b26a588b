// Ends the process that it is loaded into, in every way that there is.
#include <siding/plugin.hpp>

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <thread>

namespace {

void touch_nothing() {
  volatile int* const nothing = nullptr;
  *nothing = 1;
}

int recurse(int depth) {
  volatile char space[4096];
  space[depth % 4096] = 1;
  return depth < 1'000'000'000 ? recurse(depth + 1) + space[0] : 0;
}

}  // namespace

struct Crashes {
  explicit Crashes(const siding::config& config) : fuse_{config.get("fuse", std::string{})} {
    if (config.get("on_load", false)) touch_nothing();
  }

  siding::response crash(const siding::request& request) {
    const std::string how{request.param("how").value_or("segv")};
    if (how == "segv") touch_nothing();
    if (how == "abort") std::abort();
    if (how == "exit") std::exit(3);
    if (how == "leave") ::_exit(4);
    if (how == "kill") ::raise(SIGKILL);
    if (how == "overflow") return siding::text(std::to_string(recurse(0)));
    if (how == "thread") std::thread(touch_nothing).join();
    return siding::text("alive");
  }

  siding::task<siding::response> later(const siding::request& request) {
    const std::string how{request.param("how").value_or("segv")};
    co_await siding::offload([&] {
      if (how == "segv") touch_nothing();
    });
    co_return siding::text("alive");
  }

  // As long as the file is there.
  siding::response fused(const siding::request&) {
    if (std::filesystem::exists(fuse_)) ::_exit(4);
    return siding::text("mended");
  }

  std::string fuse_;
};

SIDING_PLUGIN(Crashes, "crashes", "1.0.0", siding::sync<&Crashes::crash>("sync"),
              siding::async<&Crashes::crash>("async"), siding::offloading<&Crashes::later>("later"),
              siding::sync<&Crashes::fused>("fused"))
