#include "dispatch/inflow.hpp"

#include <utility>

#include "base/recycled.hpp"
#include "dispatch/scope.hpp"

namespace siding::dispatch {

namespace {

constexpr std::size_t kWindow = 64 << 10;  // bytes that may wait for the plugin
constexpr std::size_t kKept = 16 << 10;    // bytes that stay allocated from one life to the next

}  // namespace

// Nobody else knows this life yet, nor the one before any more.
void Inflow::reset() {
  recycle(arriving_, kKept);
  recycle(lent_, kKept);
  whole_ = {};
  failed_ = 0;
  ended_ = true;
  asked_ = paused_ = wish_ = false;
}

void Inflow::shrink() {
  give_back(arriving_);
  give_back(lent_);
}

void Inflow::expect() {
  ended_ = false;
}

bool Inflow::arrived(std::string& content) {
  Scope::Lock lock(scope_.mutex_);
  if (failed_ == 0) {
    if (arriving_.empty()) {
      arriving_.swap(content);
    } else {
      arriving_.append(content);
    }
  }
  content.clear();
  if (waiting_) changed_.notify_all();
  siding_op* const op = op_;
  const bool taken = op && next(*piece_) == SIDING_RAN;
  paused_ = arriving_.size() >= kWindow;
  const bool more = !paused_;
  if (taken) {
    op_ = nullptr;
    scope_.complete(*op, SIDING_OK);
    scope_.wake(lock);
  }
  return more;
}

void Inflow::ended() {
  Scope::Lock lock(scope_.mutex_);
  ended_ = true;
  if (waiting_) changed_.notify_all();
  siding_op* const op = std::exchange(op_, nullptr);
  if (!op) return;
  scope_.complete(*op, SIDING_END);
  scope_.wake(lock);
}

void Inflow::fail(std::int32_t reason) {
  Scope::Lock lock(scope_.mutex_);
  if (failed_ == 0) failed_ = reason;
  if (waiting_) changed_.notify_all();
  siding_op* const op = std::exchange(op_, nullptr);
  if (!op) return;
  scope_.complete(*op, failed_);
  scope_.wake(lock);
}

bool Inflow::take_wish() {
  const Scope::Lock lock(scope_.mutex_);
  return std::exchange(wish_, false);
}

// SIDING_RAN and a piece, SIDING_END, a reason, or SIDING_OK: nothing yet. REQUIRES: the mutex.
std::int32_t Inflow::next(siding_str& piece) {
  if (!std::exchange(asked_, true)) {
    wish_ = !ended_;
    whole_ = request_.body;
  }
  if (failed_ != 0) return failed_;
  if (!whole_.empty()) {
    piece = {whole_.data(), whole_.size()};
    whole_ = {};
    return SIDING_RAN;
  }
  if (!arriving_.empty()) {
    lent_.clear();
    lent_.swap(arriving_);
    piece = {lent_.data(), lent_.size()};
    wish_ |= std::exchange(paused_, false);
    return SIDING_RAN;
  }
  return ended_ ? SIDING_END : SIDING_OK;
}

std::int32_t Inflow::read(siding_op& op, siding_str& piece) {
  Scope::Lock lock(scope_.mutex_);
  if (op_ || waiting_) return SIDING_E_INVALID;
  const std::int32_t result = next(piece);
  if (result == SIDING_OK) {
    make_state(op, OpKind::transfer).flow = this;
    op_ = &op;
    piece_ = &piece;
    ++scope_.pending_;
  }
  if (wish_) scope_.attract_soon(lock);
  return result;
}

std::int32_t Inflow::read_wait(siding_str& piece) {
  if (!Scope::may_wait()) return SIDING_E_MODE;
  Scope::Lock lock(scope_.mutex_);
  if (op_ || waiting_) return SIDING_E_INVALID;
  const Scope::Waiting guard(scope_, lock, waiting_);
  std::int32_t result = next(piece);
  if (wish_) {
    scope_.attract_soon(lock);
    if (!lock.owns_lock()) lock.lock();
  }
  for (; result == SIDING_OK; result = next(piece)) {
    const bool nothing = arriving_.empty() && !ended_ && failed_ == 0;
    if (nothing) changed_.wait(lock);
  }
  return result == SIDING_RAN ? SIDING_OK : result;
}

void Inflow::op_cancelled(siding_op& op) noexcept {
  op_ = nullptr;
  scope_.complete(op, SIDING_E_CANCELLED);
}

}  // namespace siding::dispatch
