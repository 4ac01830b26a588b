// load - requests as fast as a server answers them, on one core.
//
//   siding_load PORT REQUEST_FILE CONNECTIONS PIPELINE SECONDS
//
// Each connection sends PIPELINE copies of the file's bytes, waits for as many answers
// and begins anew. All answers have to be of the first one's length and begin with a 200.
// Prints {"requests":N,"seconds":S,"p50_us":P,"p99_us":P,"connections":C}.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const std::string& why) {
  std::fprintf(stderr, "siding_load: %s\n", why.c_str());
  std::exit(1);
}

struct Connection {
  int fd = -1;
  Clock::time_point sent;
  std::size_t received = 0;  // bytes of the answers to the last batch
};

constexpr double kStep = 1.02;

// How long batches took, in steps of 2 % from 1 us.
class Latencies {
 public:
  void add(Clock::duration took) {
    const auto us = static_cast<double>(std::chrono::duration_cast<std::chrono::nanoseconds>(took).count()) / 1000;
    const double step = us <= 1 ? 0 : std::log(us) / std::log(kStep);
    const auto at = std::min(static_cast<std::size_t>(step), counts_.size() - 1);
    ++counts_[at];
    ++total_;
  }
  double quantile(double part) const {
    auto left = static_cast<std::uint64_t>(part * static_cast<double>(total_));
    double edge = 1;
    for (const std::uint64_t count : counts_) {
      if (left < count) return edge;
      left -= count;
      edge *= kStep;
    }
    return edge;
  }

 private:
  std::array<std::uint64_t, 900> counts_{};
  std::uint64_t total_ = 0;
};

class Load {
 public:
  Load(int port, const std::string& request, std::size_t connections, std::size_t pipeline)
      : pipeline_{pipeline}, epoll_{::epoll_create1(EPOLL_CLOEXEC)}, connections_(connections) {
    for (std::size_t i = 0; i < pipeline; ++i) batch_ += request;
    for (Connection& connection : connections_) open(connection, port);
    learn(request);
  }

  void run(double seconds) {
    const auto start = Clock::now();
    const auto end = start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    for (Connection& connection : connections_) send(connection);
    std::array<epoll_event, 512> events;
    while (Clock::now() < end) {
      const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 100);
      for (int i = 0; i < count; ++i) receive(connections_[events[static_cast<std::size_t>(i)].data.u32]);
    }
    const double took = std::chrono::duration<double>(Clock::now() - start).count();
    std::printf(R"({"requests":%zu,"seconds":%.6f,"p50_us":%.1f,"p99_us":%.1f,"connections":%zu})"
                "\n",
                answered_, took, latencies_.quantile(0.5), latencies_.quantile(0.99), connections_.size());
  }

 private:
  void open(Connection& connection, int port) const {
    connection.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(connection.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(connection.fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fail("cannot connect");
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u32 = static_cast<std::uint32_t>(&connection - connections_.data());
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.fd, &event);
  }

  // One request, to know how long an answer is.
  void learn(const std::string& request) {
    const int fd = connections_.front().fd;
    ::send(fd, request.data(), request.size(), MSG_NOSIGNAL);
    std::string answer;
    while (answer.find("\r\n\r\n") == answer.npos) append(answer, fd);
    const std::size_t head = answer.find("\r\n\r\n") + 4;
    const std::string_view field = "ontent-Length: ";
    const auto same = [](char a, char b) { return std::tolower(a) == std::tolower(b); };
    const auto found = std::search(answer.begin(), answer.end(), field.begin(), field.end(), same);
    if (found == answer.end()) fail("no Content-Length in:\n" + answer);
    const auto at = static_cast<std::size_t>(found - answer.begin());
    std::size_t length = 0;
    std::from_chars(answer.data() + at + field.size(), answer.data() + head, length);
    while (answer.size() < head + length) append(answer, fd);
    answer_size_ = head + length;
    check(answer);
  }

  static void append(std::string& answer, int fd) {
    std::array<char, 4096> room;
    const ssize_t size = ::recv(fd, room.data(), room.size(), 0);
    if (size <= 0) fail("the server closed the connection");
    answer.append(room.data(), static_cast<std::size_t>(size));
  }

  static void check(std::string_view answer) {
    if (!answer.starts_with("HTTP/1.1 200 ")) fail("not a 200:\n" + std::string{answer.substr(0, 300)});
  }

  void send(Connection& connection) const {
    connection.received = 0;
    connection.sent = Clock::now();
    const ssize_t sent = ::send(connection.fd, batch_.data(), batch_.size(), MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(batch_.size())) fail("the server takes no more");
  }

  void receive(Connection& connection) {
    const ssize_t size = ::recv(connection.fd, room_.data(), room_.size(), 0);
    if (size <= 0) fail("the server closed a connection");
    // Where an answer begins within these bytes, its first word is looked at.
    std::size_t at = (answer_size_ - connection.received % answer_size_) % answer_size_;
    for (; at + 13 <= static_cast<std::size_t>(size); at += answer_size_) {
      check({room_.data() + at, static_cast<std::size_t>(size) - at});
    }
    connection.received += static_cast<std::size_t>(size);
    const std::size_t all = answer_size_ * pipeline_;
    if (connection.received > all) fail("more bytes than were asked for");
    if (connection.received < all) return;
    answered_ += pipeline_;
    latencies_.add(Clock::now() - connection.sent);
    send(connection);
  }

  std::size_t pipeline_;
  int epoll_;
  std::vector<Connection> connections_;
  std::string batch_;
  std::size_t answer_size_ = 0;
  std::size_t answered_ = 0;
  Latencies latencies_;
  std::vector<char> room_ = std::vector<char>(64 << 10);
};

}  // namespace

int main(int count, char** words) {
  if (count != 6) {
    std::fprintf(stderr, "usage: siding_load PORT REQUEST_FILE CONNECTIONS PIPELINE SECONDS\n");
    return 64;
  }
  std::ifstream file(words[2], std::ios::binary);
  const std::string request{std::istreambuf_iterator<char>{file}, {}};
  Load load(std::atoi(words[1]), request, std::strtoul(words[3], nullptr, 10), std::strtoul(words[4], nullptr, 10));
  load.run(std::strtod(words[5], nullptr));
}
