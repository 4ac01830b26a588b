#include "transport/connection_set.hpp"

#include <unistd.h>

#include <exception>
#include <utility>

#include "transport/peer_name.hpp"

namespace siding::transport {
namespace {

constexpr std::size_t kSpace = 64 << 10;  // bytes of one read at most

}  // namespace

ConnectionSet::ConnectionSet(scheduler::EventLoop& loop, http::Service& service, const Limits& limits,
                             ConnectionLimit& limit)
    : limits_{limits}, limit_{limit}, shared_{loop, service, limits_, std::vector<char>(kSpace), {}, {}} {}

ConnectionSet::~ConnectionSet() {
  for (const int fd : handed_) ::close(fd);
  for (std::size_t i = 0; i < connections_.size(); ++i) limit_.leave();
}

void ConnectionSet::adopt(int fd) {
  const auto verdict = limit_.enter();
  try {
    if (verdict != ConnectionLimit::Verdict::close && !draining_) return do_adopt(fd, verdict);
  } catch (const std::exception&) {  // no memory, or the reactor refused it
  }
  limit_.leave();
  ::close(fd);
}

void ConnectionSet::do_adopt(int fd, ConnectionLimit::Verdict verdict) {
  connections_.emplace_back();  // first, since afterwards the socket has an owner
  ConnectionOwner& owner = *this;
  try {
    connections_.back() = std::make_unique<Connection>(shared_, owner, fd, peer_name(fd));
  } catch (...) {
    connections_.pop_back();
    throw;
  }
  connections_.back()->index = connections_.size() - 1;
  shared_.loop.set_connections(connections_.size());
  if (verdict == ConnectionLimit::Verdict::shed) return connections_.back()->shed();
  connections_.back()->start();
}

void ConnectionSet::hand_over(int fd) {
  bool first = false;
  {
    const std::lock_guard lock(handed_mutex_);
    first = handed_.empty();
    handed_.push_back(fd);
  }
  if (first) shared_.loop.post(*this);
}

void ConnectionSet::run() noexcept {
  std::vector<int> handed;
  {
    const std::lock_guard lock(handed_mutex_);
    handed.swap(handed_);
  }
  for (const int fd : handed) adopt(fd);
}

void ConnectionSet::drain(std::function<void()> empty) {
  draining_ = true;
  empty_ = std::move(empty);
  for (const auto& connection : connections_) connection->drain();
  report_empty();
}

void ConnectionSet::close_all() {
  for (const auto& connection : connections_) connection->abort();
}

void ConnectionSet::on_finished(Connection& connection) noexcept {
  const std::size_t index = connection.index;
  std::swap(connections_[index], connections_.back());
  connections_[index]->index = index;
  connections_.pop_back();
  shared_.loop.set_connections(connections_.size());
  limit_.leave();
  report_empty();
}

void ConnectionSet::report_empty() {
  if (draining_ && connections_.empty() && empty_) std::exchange(empty_, nullptr)();
}

}  // namespace siding::transport
