// descriptors.cpp - requests that wait for descriptors, written to by a thread of the plugin.
//
//   readable   what comes out of a pipe
//   rebound    the same watch, first on one socket, then on another
//   silent     a pipe that nobody writes to, with a timeout
//   writable   a socket with room
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>
#include <thread>

#include <siding/plugin.hpp>

namespace {

using namespace std::chrono_literals;

// A connected pair.
class Pair {
 public:
  Pair() {
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_.data()) != 0) throw std::runtime_error{"no sockets"};
  }
  ~Pair() {
    for (const int end : ends_) ::close(end);
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  int near() const { return ends_[0]; }
  void write(std::string_view text) const {
    if (::write(ends_[1], text.data(), text.size()) < 0) throw std::runtime_error{"write"};
  }
  std::string read() const {
    std::array<char, 64> space;
    const ssize_t size = ::read(ends_[0], space.data(), space.size());
    return {space.data(), size < 0 ? 0 : static_cast<std::size_t>(size)};
  }

 private:
  std::array<int, 2> ends_{};
};

struct Descriptors {
  siding::task<siding::response> readable(const siding::request& request) {
    const Pair pair;
    const std::jthread writer{[&] { pair.write(request.query()); }};
    siding::fd_watch watch{pair.near()};
    co_await watch.readable();
    co_return siding::text("read " + pair.read());
  }

  siding::task<siding::response> rebound(const siding::request&) {
    const Pair first;
    const Pair second;
    const std::jthread writer{[&] {
      first.write("one");
      second.write("two");
    }};
    siding::fd_watch watch{first.near()};
    co_await watch.readable();
    const std::string text = first.read();
    watch.rebind(second.near());
    co_await watch.readable();
    co_return siding::text(text + " " + second.read());
  }

  siding::task<siding::response> silent(const siding::request&) {
    const Pair pair;
    siding::fd_watch watch{pair.near()};
    try {
      co_await siding::with_timeout(2ms, watch.readable());
    } catch (const siding::timed_out&) {
      co_return siding::text("nothing came");
    }
    co_return siding::text("something came");
  }

  siding::task<siding::response> writable(const siding::request&) {
    const Pair pair;
    siding::fd_watch watch{pair.near()};
    const std::uint32_t events = co_await watch.writable();
    co_return siding::text(events & SIDING_FD_WRITE ? "room" : "no room");
  }
};

}  // namespace

SIDING_PLUGIN(Descriptors, "descriptors", "1.0.0", siding::needs("siding.fd/1"),
              siding::async<&Descriptors::readable>("readable"), siding::async<&Descriptors::rebound>("rebound"),
              siding::async<&Descriptors::silent>("silent"), siding::async<&Descriptors::writable>("writable"))
