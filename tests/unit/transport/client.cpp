#include "client.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace siding::transport::test {
namespace {

constexpr int kPatienceMs = 20'000;  // only ever passes when something hangs

// The bytes of one response at the front of `bytes`, 0 when it is not complete.
std::size_t response_size(std::string_view bytes, bool bodiless) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == bytes.npos) return 0;
  const std::size_t head = end + 4;
  const auto field = bytes.substr(0, head).find("\r\nContent-Length: ");
  const std::size_t body = field == bytes.npos || bodiless ? 0 : std::strtoull(bytes.data() + field + 18, nullptr, 10);
  return bytes.size() < head + body ? 0 : head + body;
}

Response take(std::string& bytes, std::size_t size) {
  const auto head = bytes.find("\r\n\r\n") + 4;
  Response response{.status = static_cast<unsigned>(std::atoi(bytes.c_str() + 9)),
                    .head = bytes.substr(0, head),
                    .body = bytes.substr(head, size - head)};
  bytes.erase(0, size);
  return response;
}

}  // namespace

bool Response::has(std::string_view field_line) const {
  return head.find("\r\n" + std::string{field_line} + "\r\n") != head.npos;
}

Client::Client(std::uint16_t port, const std::string& host, int receive_buffer, const std::string& source) {
  const bool v6 = host.find(':') != host.npos;
  fd_ = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (receive_buffer > 0) ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  sockaddr_in from{};
  from.sin_family = AF_INET;
  if (!source.empty() && (::inet_pton(AF_INET, source.c_str(), &from.sin_addr) != 1 ||
                          ::bind(fd_, reinterpret_cast<sockaddr*>(&from), sizeof from) != 0)) {
    throw std::runtime_error("bind failed");
  }
  sockaddr_in v4_address{};
  v4_address.sin_family = AF_INET;
  v4_address.sin_port = htons(port);
  sockaddr_in6 v6_address{};
  v6_address.sin6_family = AF_INET6;
  v6_address.sin6_port = htons(port);
  ::inet_pton(AF_INET, host.c_str(), &v4_address.sin_addr);
  ::inet_pton(AF_INET6, host.c_str(), &v6_address.sin6_addr);
  const int result = v6 ? ::connect(fd_, reinterpret_cast<sockaddr*>(&v6_address), sizeof v6_address)
                        : ::connect(fd_, reinterpret_cast<sockaddr*>(&v4_address), sizeof v4_address);
  if (result != 0) throw std::runtime_error("connect failed");
}

Client::~Client() {
  if (fd_ >= 0) ::close(fd_);
}

bool Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void Client::half_close() {
  ::shutdown(fd_, SHUT_WR);
}

void Client::reset() {
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  ::close(std::exchange(fd_, -1));
}

bool Client::fill() {
  pollfd ready{.fd = fd_, .events = POLLIN, .revents = 0};
  if (::poll(&ready, 1, kPatienceMs) != 1) throw std::runtime_error("no answer in time");
  char space[64 << 10];
  const ssize_t size = ::recv(fd_, space, sizeof space, 0);
  if (size > 0) received_.append(space, static_cast<std::size_t>(size));
  return size > 0;
}

Response Client::read(bool bodiless) {
  while (true) {
    if (const auto size = response_size(received_, bodiless)) return take(received_, size);
    if (!fill()) throw std::runtime_error("the connection ended instead of an answer: " + received_);
  }
}

bool Client::sip(std::size_t most) {
  std::string space(most, '\0');
  const ssize_t size = ::recv(fd_, space.data(), space.size(), MSG_DONTWAIT);
  return size > 0 || (size < 0 && errno == EAGAIN);
}

std::string Client::read_until(std::string_view text) {
  std::size_t at = received_.npos;
  while ((at = received_.find(text)) == received_.npos) {
    if (!fill())
      throw std::runtime_error("the connection ended instead of \"" + std::string{text} + "\": " + received_);
  }
  std::string all = received_.substr(0, at + text.size());
  received_.erase(0, all.size());
  return all;
}

Response Client::read_chunked() {
  Response response;
  response.head = read_until("\r\n\r\n");
  response.status = static_cast<unsigned>(std::atoi(response.head.c_str() + 9));
  while (const auto size = std::strtoul(read_until("\r\n").c_str(), nullptr, 16)) {
    while (received_.size() < size + 2) {
      if (!fill()) throw std::runtime_error("the connection ended within a chunk");
    }
    response.body.append(received_, 0, size);
    received_.erase(0, size + 2);
  }
  read_until("\r\n");
  return response;
}

void Client::skip(std::size_t bytes) {
  while (received_.size() < bytes) {
    bytes -= received_.size();
    received_.clear();
    if (!fill()) throw std::runtime_error("the connection ended early");
  }
  received_.erase(0, bytes);
}

std::size_t Client::flood(std::string_view bytes, std::size_t most) {
  std::size_t total = 0;
  std::size_t at = 0;
  pollfd room{.fd = fd_, .events = POLLOUT, .revents = 0};
  while (total < most && ::poll(&room, 1, 300) == 1) {
    const ssize_t sent = ::send(fd_, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) break;
    total += static_cast<std::size_t>(sent);
    at = (at + static_cast<std::size_t>(sent)) % bytes.size();
  }
  return total;
}

bool Client::was_reset() {
  char space[64 << 10];
  for (;;) {
    pollfd ready{.fd = fd_, .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, kPatienceMs) != 1) return false;
    const ssize_t size = ::recv(fd_, space, sizeof space, 0);
    if (size <= 0) return size < 0 && errno == ECONNRESET;
  }
}

std::string Client::read_to_end() {
  while (fill()) {
  }
  return std::exchange(received_, {});
}

std::size_t Client::skip_to_end(const std::function<void()>& now_and_then) {
  std::size_t bytes = 0;
  std::size_t seen = 0;
  while (fill()) {
    bytes += std::exchange(received_, {}).size();
    if (bytes - seen > 32u << 20) {
      now_and_then();
      seen = bytes;
    }
  }
  return bytes;
}

std::vector<Response> split(std::string bytes, bool bodiless) {
  std::vector<Response> responses;
  while (const auto size = response_size(bytes, std::exchange(bodiless, false))) responses.push_back(take(bytes, size));
  INFO("not a response: ", bytes);
  CHECK(bytes.empty());
  return responses;
}

std::string statuses(const std::vector<Response>& responses) {
  std::string text;
  for (const auto& response : responses) text += (text.empty() ? "" : " ") + std::to_string(response.status);
  return text;
}

std::string get(std::string_view target, std::string_view fields) {
  return "GET " + std::string{target} + " HTTP/1.1\r\nHost: a\r\n" + std::string{fields} + "\r\n";
}

std::string post(std::string_view target, std::string_view content) {
  return "POST " + std::string{target} + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(content.size()) +
         "\r\n\r\n" + std::string{content};
}

}  // namespace siding::transport::test
