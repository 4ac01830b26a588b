#include "dispatch/outflow.hpp"

#include <new>
#include <utility>

#include "base/recycled.hpp"
#include "dispatch/scope.hpp"

namespace siding::dispatch {

namespace {

constexpr std::size_t kAhead = 64 << 10;   // bytes copied ahead of the client
constexpr std::size_t kCopied = 16 << 10;  // larger writes are not copied
constexpr std::size_t kKept = 16 << 10;    // bytes that stay allocated from one life to the next

// False when it is too much to copy, or there is no memory for that.
bool append(std::string& text, std::string_view bytes) noexcept {
  if (bytes.size() > kCopied) return false;
  try {
    text.append(bytes);
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

}  // namespace

// Nobody else knows this life yet, nor the one before any more.
void Outflow::reset() {
  recycle(staged_, kKept);
  borrowed_ = {};
  waited_ = failed_ = 0;
  begun_ = over_ = broken_ = on_wire_ = exact_ = false;
}

void Outflow::shrink() {
  give_back(staged_);
}

void Outflow::begin(std::uint64_t length) {
  const Scope::Lock lock(scope_.mutex_);
  begun_ = true;
  exact_ = length != SIDING_LENGTH_UNKNOWN;
  left_ = length;
}

bool Outflow::broken() const {
  const Scope::Lock lock(scope_.mutex_);
  return broken_;
}

// SIDING_OK, or why these bytes are refused. REQUIRES: the mutex.
std::int32_t Outflow::check(std::string_view bytes) const {
  if (!begun_ || over_ || op_ || waiting_) return SIDING_E_INVALID;
  if (failed_ != 0) return failed_;
  return bytes.size() > left_ ? SIDING_E_INVALID : SIDING_OK;
}

// True when there was room for it. REQUIRES: the mutex.
bool Outflow::copy(std::string_view bytes) {
  if (exact_) left_ -= bytes.size();
  return staged_.size() + bytes.size() <= kAhead && append(staged_, bytes);
}

std::int32_t Outflow::write(siding_op& op, std::string_view bytes) {
  Scope::Lock lock(scope_.mutex_);
  if (const std::int32_t refused = check(bytes); refused != SIDING_OK) return refused;
  const bool copied = copy(bytes);
  if (!copied) {
    make_state(op, OpKind::transfer).flow = this;
    op_ = &op;
    borrowed_ = bytes;
    ++scope_.pending_;
  }
  scope_.attract_soon(lock);
  return copied ? SIDING_RAN : SIDING_OK;
}

std::int32_t Outflow::write_wait(std::string_view bytes) {
  if (!Scope::may_wait()) return SIDING_E_MODE;
  Scope::Lock lock(scope_.mutex_);
  if (const std::int32_t refused = check(bytes); refused != SIDING_OK) return refused;
  if (copy(bytes)) {
    scope_.attract_soon(lock);
    return SIDING_OK;
  }
  borrowed_ = bytes;
  const Scope::Waiting guard(scope_, lock, waiting_);
  scope_.attract_soon(lock);
  if (!lock.owns_lock()) lock.lock();
  changed_.wait(lock, [this] { return borrowed_.empty(); });
  return waited_;
}

std::int32_t Outflow::finish() {
  const Scope::Lock lock(scope_.mutex_);
  if (op_ || waiting_) return SIDING_E_INVALID;
  over_ = true;
  broken_ = broken_ || (exact_ && left_ != 0 && failed_ == 0);
  return broken_ ? SIDING_E_CONTENT : SIDING_OK;
}

void Outflow::abort() {
  const Scope::Lock lock(scope_.mutex_);
  over_ = true;
  broken_ = failed_ != SIDING_E_GONE;  // nobody there to whom it would look complete
}

void Outflow::fail(std::int32_t reason) {
  Scope::Lock lock(scope_.mutex_);
  if (failed_ == 0) failed_ = reason;
  staged_.clear();
  let_go(lock, failed_);
}

bool Outflow::fill(http::Piece& piece) {
  Scope::Lock lock(scope_.mutex_);
  if (broken_) {
    const bool first = !std::exchange(piece.broken, true);
    piece.copied.clear();
    piece.borrowed = {};
    let_go(lock, SIDING_E_CANCELLED);
    return first;
  }
  if (!piece.empty() || piece.last) return false;
  piece.copied.swap(staged_);
  piece.last = over_;
  if (borrowed_.empty()) return !piece.empty() || piece.last;
  if (append(piece.copied, borrowed_)) {
    let_go(lock, SIDING_OK);
  } else {
    piece.borrowed = borrowed_;
    on_wire_ = true;
  }
  return true;
}

void Outflow::sent() {
  Scope::Lock lock(scope_.mutex_);
  if (std::exchange(on_wire_, false)) let_go(lock, SIDING_OK);
}

// The bytes that were borrowed are not needed any more. May unlock.
void Outflow::let_go(Scope::Lock& lock, std::int32_t result) {
  borrowed_ = {};
  on_wire_ = false;
  waited_ = result;
  if (waiting_) changed_.notify_all();
  siding_op* const op = std::exchange(op_, nullptr);
  if (!op) return;
  scope_.complete(*op, result);
  scope_.wake(lock);
}

// Half of the bytes may be sent, so the response can't go on. The driver lets go of them: see fill().
void Outflow::op_cancelled(siding_op&) noexcept {
  broken_ = true;
  if (failed_ == 0) failed_ = SIDING_E_CANCELLED;
}

}  // namespace siding::dispatch
