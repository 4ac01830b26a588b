#include "integration/harness/pipeline.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <stdexcept>

#include "integration/harness/patience.hpp"

namespace siding::integration {

namespace {

// The digits after the text.
std::size_t number_after(std::string_view text, std::string_view where) {
  const auto found = where.find(text);
  if (found == where.npos) throw std::runtime_error("no" + std::string{text} + "in\n" + std::string{where});
  std::size_t number = 0;
  std::from_chars(where.data() + found + text.size(), where.data() + where.size(), number);
  return number;
}

}  // namespace

Pipeline::Pipeline(std::uint16_t port) : fd_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
  const timeval patience{kPatience.count(), 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return;
  ::close(fd_);
  throw std::runtime_error("the server does not take connections");
}

Pipeline::~Pipeline() {
  ::close(fd_);
}

void Pipeline::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) throw std::runtime_error("the connection broke while sending");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

Pipeline::Answer Pipeline::next() {
  std::size_t end = 0;
  while ((end = received_.find("\r\n\r\n", at_)) == received_.npos) receive();
  const std::string_view head = std::string_view{received_}.substr(at_, end + 4 - at_);
  const auto status = static_cast<unsigned>(number_after("HTTP/1.1 ", head));
  const std::size_t head_size = head.size();
  const std::size_t size = number_after("\r\nContent-Length: ", head);
  while (received_.size() < at_ + head_size + size) receive();
  const auto body = std::string_view{received_}.substr(at_ + head_size, size);
  at_ += head_size + size;
  return {status, body};
}

void Pipeline::expect_silence() {
  ::shutdown(fd_, SHUT_WR);
  char more = 0;
  if (at_ != received_.size() || ::recv(fd_, &more, 1, 0) != 0)
    throw std::runtime_error("more came than was asked for");
}

// Moves what was not taken to the front: next() begins at it then.
void Pipeline::receive() {
  received_.erase(0, at_);
  at_ = 0;
  char space[64 << 10];
  const ssize_t size = ::recv(fd_, space, sizeof space, 0);
  if (size == 0) throw std::runtime_error("the connection ended before all was answered");
  if (size < 0) throw std::runtime_error("an answer does not come, or the connection broke");
  received_.append(space, static_cast<std::size_t>(size));
}

}  // namespace siding::integration
