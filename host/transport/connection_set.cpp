#include "transport/connection_set.hpp"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <utility>

namespace siding::transport {
namespace {

constexpr std::size_t kSpace = 64 << 10;  // bytes of one read at most
constexpr std::size_t kCrowd = 250;       // connections that are worth giving memory back
constexpr int kLookedAt = 64;             // idle connections, in search of one of an address

}  // namespace

ConnectionSet::ConnectionSet(scheduler::EventLoop& loop, http::Service& service, const Limits& limits,
                             ConnectionLimit& limit, http::TrustedProxies proxies)
    : limits_{limits},
      limit_{limit},
      shared_{.loop = loop,
              .service = service,
              .limits = limits_,
              .space = std::vector<char>(kSpace),
              .gather = {},
              .sends = SendBatch{loop},
              .heads = {},
              .slots = {},
              .proxies = std::move(proxies)} {
  limit_.add(*this);
}

ConnectionSet::~ConnectionSet() {
  limit_.remove(*this);
  for (const int fd : handed_) ::close(fd);
  for (const auto& connection : connections_) leave(*connection);
}

void ConnectionSet::adopt(int fd) {
  try {
    Peer peer = peer_of(fd);
    const std::uint64_t address = peer.address;
    const auto verdict = limit_.enter(address);
    const bool welcome = verdict == ConnectionLimit::Verdict::welcome || make_room_for(verdict, address);
    try {
      if (!draining_ && (welcome || limit_.begin_refusal())) return do_adopt(fd, std::move(peer), welcome);
    } catch (const std::exception&) {  // no memory, or the reactor refused it
      if (!welcome) limit_.end_refusal();
    }
    limit_.leave(address);
  } catch (const std::exception&) {  // no memory even to count it
  }
  ::close(fd);
}

void ConnectionSet::do_adopt(int fd, Peer peer, bool welcome) {
  connections_.emplace_back();  // first, since afterwards the socket has an owner
  ConnectionOwner& owner = *this;
  try {
    connections_.back() = std::make_unique<Connection>(shared_, owner, fd, std::move(peer.name));
  } catch (...) {
    connections_.pop_back();
    throw;
  }
  Connection& connection = *connections_.back();
  connection.index = connections_.size() - 1;
  connection.address = peer.address;
  connection.turned_away = !welcome;
  shared_.loop.set_connections(connections_.size());
  crowd_ = std::max(crowd_, connections_.size());
  welcome ? connection.start() : connection.shed();
}

bool ConnectionSet::make_room_for(ConnectionLimit::Verdict verdict, std::uint64_t address) {
  return verdict == ConnectionLimit::Verdict::crowded ? limit_.make_room() : give_up_idle_of(address);
}

// Of the oldest only, since this is asked for by whoever comes too often.
bool ConnectionSet::give_up_idle_of(std::uint64_t address) {
  IdleLink* link = idle_.oldest();
  for (int i = 0; link && i < kLookedAt; ++i, link = IdleList::newer(*link)) {
    auto& connection = static_cast<Connection&>(*link);
    if (connection.address != address || !connection.is_idle()) continue;
    connection.abort();
    return true;
  }
  return false;
}

bool ConnectionSet::give_up_oldest() noexcept {
  auto available = available_.load(std::memory_order_relaxed);
  do {
    if (available <= 0) return false;
  } while (!available_.compare_exchange_weak(available, available - 1, std::memory_order_relaxed));
  if (asked_.fetch_add(1, std::memory_order_acq_rel) == 0) shared_.loop.post(giving_up_);
  return true;
}

std::size_t ConnectionSet::idle_count() const noexcept {
  return static_cast<std::size_t>(std::max<std::int64_t>(available_.load(std::memory_order_relaxed), 0));
}

void ConnectionSet::do_give_up() {
  const std::size_t asked = asked_.exchange(0, std::memory_order_acq_rel);
  for (std::size_t i = 0; i < asked && do_give_up_oldest(); ++i) {
  }
  available_.fetch_add(static_cast<std::int64_t>(asked), std::memory_order_relaxed);
}

bool ConnectionSet::do_give_up_oldest() {
  IdleLink* link = idle_.oldest();
  while (link && !static_cast<Connection&>(*link).is_idle()) link = IdleList::newer(*link);
  if (link) static_cast<Connection&>(*link).abort();
  return link != nullptr;
}

void ConnectionSet::on_idle(Connection& connection, bool idle) noexcept {
  const bool was_idle = connection.listed();
  idle ? idle_.renew(connection) : idle_.remove(connection);
  if (idle != was_idle) available_.fetch_add(idle ? 1 : -1, std::memory_order_relaxed);
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

void ConnectionSet::retire(std::function<void()> empty) {
  draining_ = true;
  empty_ = std::move(empty);
  for (const auto& connection : connections_) connection->retire();
  report_empty();
}

void ConnectionSet::close_all() {
  for (const auto& connection : connections_) connection->abort();
}

void ConnectionSet::on_finished(Connection& connection) noexcept {
  const std::size_t index = connection.index;
  leave(connection);
  std::swap(connections_[index], connections_.back());
  connections_[index]->index = index;
  connections_.pop_back();
  shared_.loop.set_connections(connections_.size());
  give_back_memory();
  report_empty();
}

void ConnectionSet::leave(const Connection& connection) {
  if (connection.turned_away) limit_.end_refusal();
  limit_.leave(connection.address);
}

// Once a crowd has left: what it had lies in pieces between what is still there.
void ConnectionSet::give_back_memory() {
  if (crowd_ < kCrowd || connections_.size() > crowd_ / 8) return;
  crowd_ = connections_.size();
  connections_.shrink_to_fit();
  shared_.slots.clear();
  shared_.service.shrink();
  ::malloc_trim(0);
}

void ConnectionSet::report_empty() {
  if (draining_ && connections_.empty() && empty_) std::exchange(empty_, nullptr)();
}

}  // namespace siding::transport
