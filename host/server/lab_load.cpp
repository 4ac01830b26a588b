#include "server/lab_load.hpp"

#include <array>
#include <cerrno>

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/lab_answer.hpp"

namespace siding::server::lab {

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kBetween = std::chrono::milliseconds{2};

// One connection at a time, one request on each.
struct Client {
  int fd = -1;
  std::size_t sent = 0;
  Clock::time_point start;
  Answer answer{false};
};

class Run {
 public:
  Run(const Load& load, const std::function<void()>& between)
      : load_(load), between_(between), poll_(::epoll_create1(EPOLL_CLOEXEC)), clients_(load.concurrency) {}
  ~Run() {
    for (const Client& client : clients_) {
      if (client.fd >= 0) ::close(client.fd);
    }
    ::close(poll_);
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  LoadResult operator()() {
    const auto start = Clock::now();
    for (Client& client : clients_) begin_next(client);
    while (open_ > 0 && Clock::now() < load_.deadline) {
      wait();
      if (const auto now = Clock::now(); now - last_between_ >= kBetween) {
        last_between_ = now;
        between_();
      }
    }
    result_.total = Clock::now() - start;
    result_.unfinished = open_ + load_.requests - started_;
    return std::move(result_);
  }

 private:
  void wait() {
    std::array<epoll_event, 64> events;
    const int count = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), kBetween.count());
    for (int i = 0; i < count; ++i) {
      Client& client = *static_cast<Client*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (client.sent < load_.request.size()) send(client);
      receive(client);
    }
  }

  // A connection that can't be made counts, and the next one is tried.
  void begin_next(Client& client) {
    while (started_ < load_.requests) {
      ++started_;
      if (connect(client)) {
        ++open_;
        return;
      }
      ++result_.lost;
    }
  }

  bool connect(Client& client) {
    client = {.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0),
              .sent = 0,
              .start = Clock::now(),
              .answer = Answer{load_.request.starts_with("HEAD ")}};
    if (client.fd < 0) return false;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(load_.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool begun =
        ::connect(client.fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 || errno == EINPROGRESS;
    if (begun && watch(client, EPOLL_CTL_ADD, EPOLLOUT)) return true;
    ::close(client.fd);
    client.fd = -1;
    return false;
  }

  bool watch(Client& client, int what, std::uint32_t events) {
    epoll_event event{.events = events, .data = {.ptr = &client}};
    return ::epoll_ctl(poll_, what, client.fd, &event) == 0;
  }

  void send(Client& client) {
    const ssize_t size = ::send(client.fd, load_.request.data() + client.sent, load_.request.size() - client.sent,
                                MSG_NOSIGNAL | MSG_DONTWAIT);
    if (size > 0) client.sent += static_cast<std::size_t>(size);
    // A server may answer and close before it has read everything: what it said counts.
    const bool refused = size < 0 && errno != EAGAIN && errno != EINTR;
    if (refused) client.sent = load_.request.size();
    if (client.sent == load_.request.size()) {
      watch(client, EPOLL_CTL_MOD, EPOLLIN);
    } else {
      watch(client, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
    }
  }

  void receive(Client& client) {
    std::array<char, 16384> buffer;
    for (;;) {
      const ssize_t size = ::recv(client.fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (size > 0) {
        client.answer.add({buffer.data(), static_cast<std::size_t>(size)});
        if (static_cast<std::size_t>(size) < buffer.size()) return;  // the end comes with the next event
        continue;
      }
      if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
      return finish(client);
    }
  }

  void finish(Client& client) {
    if (const unsigned status = client.answer.status()) {
      result_.latencies.push_back(Clock::now() - client.start);
      ++result_.statuses[status];
    } else {
      ++result_.lost;
    }
    ::close(client.fd);
    client.fd = -1;
    --open_;
    begin_next(client);
  }

  const Load& load_;
  const std::function<void()>& between_;
  const int poll_;
  std::vector<Client> clients_;
  unsigned started_ = 0;
  unsigned open_ = 0;
  Clock::time_point last_between_{};
  LoadResult result_;
};

}  // namespace

LoadResult run(const Load& load, const std::function<void()>& between) {
  return Run(load, between)();
}

}  // namespace siding::server::lab
