// raw_epoll - the least that a server can do: an edge-triggered epoll loop that answers a canned string.
//
//   siding_raw_epoll ANSWER_FILE     prints its port, serves on 127.0.0.1 until it is ended
//
// The reference of `./dev bench throughput`: what the kernel's TCP costs and nothing
// else. It looks for the end of each head, and sends the file's bytes as often.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::string_view kEnd = "\r\n\r\n";
constexpr std::size_t kRoom = 64 << 10;

struct Client {
  std::string partial;  // of a head whose end has not come
};

class Reference {
 public:
  explicit Reference(std::string answer)
      : answer_{std::move(answer)}, epoll_{::epoll_create1(EPOLL_CLOEXEC)}, listener_{listen()} {
    watch(listener_, EPOLLIN);
  }

  int port() const {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
  }

  [[noreturn]] void run() {
    std::array<epoll_event, 512> events;
    for (;;) {
      const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) {
        const int fd = events[static_cast<std::size_t>(i)].data.fd;
        fd == listener_ ? accept_all() : serve(fd);
      }
    }
  }

 private:
  static int listen() {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || ::listen(fd, 4096) != 0) {
      std::perror("siding_raw_epoll");
      std::exit(69);
    }
    return fd;
  }

  void watch(int fd, std::uint32_t events) const {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }

  void accept_all() {
    int fd = -1;
    while ((fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
      const int on = 1;
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      if (clients_.size() <= static_cast<std::size_t>(fd)) clients_.resize(static_cast<std::size_t>(fd) + 1);
      clients_[static_cast<std::size_t>(fd)].partial.clear();
      watch(fd, EPOLLIN | EPOLLRDHUP | EPOLLET);
    }
  }

  void serve(int fd) {
    Client& client = clients_[static_cast<std::size_t>(fd)];
    for (;;) {
      const ssize_t size = ::recv(fd, room_.data(), room_.size(), 0);
      if (size <= 0) {
        if (size == 0 || errno != EAGAIN) ::close(fd);
        return;
      }
      answer(fd, client, {room_.data(), static_cast<std::size_t>(size)});
      if (static_cast<std::size_t>(size) < room_.size()) return;  // edge-triggered: the next bytes are an event
    }
  }

  // The load waits for its answers, so that they always fit into the socket.
  void answer(int fd, Client& client, std::string_view bytes) {
    if (!client.partial.empty()) {
      client.partial += bytes;
      bytes = client.partial;
    }
    std::size_t count = 0;
    std::size_t at = 0;
    for (std::size_t end = 0; (end = bytes.find(kEnd, at)) != bytes.npos; ++count) at = end + kEnd.size();
    client.partial = std::string{bytes.substr(at)};
    if (count == 1) {
      ::send(fd, answer_.data(), answer_.size(), MSG_NOSIGNAL);
      return;
    }
    batch_.clear();
    for (; count > 0; --count) batch_ += answer_;
    ::send(fd, batch_.data(), batch_.size(), MSG_NOSIGNAL);
  }

  std::string answer_;
  int epoll_;
  int listener_;
  std::vector<Client> clients_;  // by descriptor
  std::vector<char> room_ = std::vector<char>(kRoom);
  std::string batch_;
};

}  // namespace

int main(int count, char** words) {
  if (count != 2) {
    std::fprintf(stderr, "usage: siding_raw_epoll ANSWER_FILE\n");
    return 64;
  }
  std::ifstream file(words[1], std::ios::binary);
  Reference reference(std::string{std::istreambuf_iterator<char>{file}, {}});
  std::printf("%d\n", reference.port());
  std::fflush(stdout);
  reference.run();
}
