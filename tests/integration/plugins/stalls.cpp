// stalls.cpp - async handlers that hold their loop, until a byte comes out of the pipe folder/{name}
// (harness/gate.hpp).
//
//   blocks      waits in read(2)
//   computes    asks again and again, without a break
//   between     the same as blocks, between two waits of the coroutine
//   locks       the first waits in read(2) under a lock, the others for the lock
//   naps        20 ms of sleep; {name} means nothing
//   quick       answers at once: the number of its thread
#include <fcntl.h>
#include <unistd.h>

#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

#include <siding/plugin.hpp>

namespace {

using namespace std::chrono_literals;

class Stalls {
 public:
  explicit Stalls(const siding::config& config) : folder_{config.get<std::string>("folder", "")} {}

  siding::response blocks(const siding::request& request) {
    wait_at(request);
    return siding::text(here());
  }

  siding::response computes(const siding::request& request) {
    const int fd = open(request, O_NONBLOCK);
    char byte = 0;
    while (::read(fd, &byte, 1) != 1) {
      for (int i = 0; i < 10000; ++i) asm volatile("" ::: "memory");  // keeps the loop
    }
    ::close(fd);
    return siding::text(here());
  }

  siding::task<siding::response> between(const siding::request& request) {
    co_await siding::sleep_for(1ms);
    wait_at(request);
    co_await siding::sleep_for(1ms);
    co_return siding::text(here());
  }

  siding::response locks(const siding::request& request) {
    const std::lock_guard lock{mutex_};
    wait_at(request);
    return siding::text(here());
  }

  siding::response naps(const siding::request&) {
    std::this_thread::sleep_for(20ms);
    return siding::text(here());
  }

  siding::response quick(const siding::request&) { return siding::text(here()); }

 private:
  static std::string here() { return std::to_string(::gettid()); }

  int open(const siding::request& request, int flags) const {
    const std::string path = folder_ + "/" + std::string{request.param("name").value_or("?")};
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | flags);
    if (fd < 0) throw std::runtime_error{"there is no pipe " + path};
    return fd;
  }

  void wait_at(const siding::request& request) const {
    const int fd = open(request, 0);
    char byte = 0;
    while (::read(fd, &byte, 1) != 1) {
    }
    ::close(fd);
  }

  const std::string folder_;
  std::mutex mutex_;
};

}  // namespace

SIDING_PLUGIN(Stalls, "stalls", "1.0.0", siding::async<&Stalls::blocks>("blocks"),
              siding::async<&Stalls::computes>("computes"), siding::async<&Stalls::between>("between"),
              siding::async<&Stalls::locks>("locks"), siding::async<&Stalls::naps>("naps"),
              siding::async<&Stalls::quick>("quick"))
