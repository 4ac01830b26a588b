// gate.cpp - requests that stay until a byte comes out of the pipe folder/{name} (harness/gate.hpp).
//
// They log "waiting at NAME" before, and what woke them when it was something else.
//   sync      blocks its thread
//   async     waits for the descriptor
//   offloads  blocks a thread of the pool, and then another one, which passes at once
#include <fcntl.h>
#include <unistd.h>

#include <stdexcept>

#include <siding/plugin.hpp>

namespace {

class Pipe {
 public:
  Pipe(const std::string& path, int flags) : fd_{::open(path.c_str(), O_RDONLY | O_CLOEXEC | flags)} {
    if (fd_ < 0) throw std::runtime_error{"there is no pipe " + path};
  }
  ~Pipe() { ::close(fd_); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int fd() const { return fd_; }
  bool take_byte() const {
    char byte = 0;
    return ::read(fd_, &byte, 1) == 1;
  }

 private:
  int fd_;
};

class Gate {
 public:
  explicit Gate(const siding::config& config) : folder_{config.get<std::string>("folder")} {}

  siding::response sync(const siding::request& request) {
    const Pipe pipe{path(request), 0};
    siding::log::info("waiting at ", name(request));
    pipe.take_byte();
    return siding::text("passed " + name(request));
  }

  siding::task<siding::response> async(const siding::request& request) {
    const Pipe pipe{path(request), O_NONBLOCK};
    siding::fd_watch watch{pipe.fd()};
    siding::log::info("waiting at ", name(request));
    try {
      do {
        co_await watch.readable();
      } while (!pipe.take_byte());  // another request was faster
    } catch (const siding::cancelled& why) {
      siding::log::info("turned away from ", name(request), ": ", why.what());
      throw;
    }
    co_return siding::text("passed " + name(request));
  }

  siding::task<siding::response> offloads(const siding::request& request) {
    co_await siding::offload([&] {
      const Pipe pipe{path(request), 0};
      siding::log::info("waiting at ", name(request));
      pipe.take_byte();
    });
    co_await siding::offload([&] { siding::log::info("passed ", name(request)); });
    co_return siding::text("passed " + name(request));
  }

 private:
  static std::string name(const siding::request& request) { return std::string{request.param("name").value_or("?")}; }
  std::string path(const siding::request& request) const { return folder_ + "/" + name(request); }

  const std::string folder_;
};

}  // namespace

SIDING_PLUGIN(Gate, "gate", "1.0.0", siding::sync<&Gate::sync>("sync"), siding::async<&Gate::async>("async"),
              siding::offloading<&Gate::offloads>("offloads"))
