#include "unit/dispatch/conversation.hpp"

#include <chrono>
#include <stdexcept>
#include <thread>
#include <utility>

namespace siding::test {

namespace {

enum Kind : unsigned { kSleep, kPost, kForeignPost, kOffload, kOnCancel, kWait, kKinds };

class Inside {
 public:
  explicit Inside(std::atomic<int>& count) : alone(count.fetch_add(1) == 0), count_(count) {}
  ~Inside() { count_.fetch_sub(1); }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

  const bool alone;

 private:
  std::atomic<int>& count_;
};

}  // namespace

void Conversation::begin(siding_request* request) {
  const Inside inside(inside_);
  expect(inside.alone, "start overlaps");
  expect(request_ == nullptr, "started twice");
  request_ = request;
  scope_ = core().scope(request);
  ending_ = static_cast<Ending>(one_of(4));
  linger();
  begin_some(1 + one_of(5));
  if (ending_ == Ending::by_exception) {
    close_watch();
    answered_ = true;
    throw std::runtime_error("on purpose");
  }
  if (ending_ == Ending::at_once || pending_ == 0) answer();
}

void Conversation::begin_some(unsigned count) {
  for (; count > 0 && left_ > 0; --count, --left_) begin_one();
}

void Conversation::begin_one() {
  const unsigned kind = one_of(kKinds);
  const bool counts = kind != kOnCancel;  // that one waits for the answer
  ops_.push_back(std::make_unique<Op>([this, counts](std::int32_t) { finished(counts); }));
  pending_ += counts;
  if (begin_op(kind, *ops_.back()) == SIDING_OK) return;
  pending_ -= counts;
  ops_.pop_back();
}

std::int32_t Conversation::begin_op(unsigned kind, Op& op) {
  switch (kind) {
    case kSleep:
      return core().sleep_until(scope_, &op, deadline_in(std::chrono::microseconds(one_of(2000))));
    case kPost:
      return core().post(scope_, &op);
    case kForeignPost:
      return begin_foreign_post(op);
    case kOffload:
      return core().offload(
          scope_, &op, [](void* work) { (*static_cast<std::function<void()>*>(work))(); }, &work_);
    case kOnCancel:
      return core().on_cancel(scope_, &op);
    default:
      return begin_wait(op);
  }
}

std::int32_t Conversation::begin_foreign_post(Op& op) {
  const bool answer_waits = !answered_ && (ending_ == Ending::when_done || ending_ == Ending::foreign);
  if (!answer_waits) return SIDING_E_INVALID;  // the scope may be over when the thread comes to it
  foreign_.post([this, &op] { core().post(scope_, &op); });
  return SIDING_OK;
}

std::int32_t Conversation::begin_wait(Op& op) {
  if (answered_ || seed_ % 4 != 0) return SIDING_E_INVALID;  // descriptors are scarce
  if (!sockets_) sockets_ = std::make_unique<SocketPair>();
  if (!watch_ && fds().open(scope_, sockets_->watched, &watch_) != SIDING_OK) return SIDING_E_INVALID;
  const std::int32_t result = fds().wait(watch_, &op, SIDING_FD_READ);
  if (result != SIDING_OK) return result;
  foreign_.post([far = sockets_->far] { static_cast<void>(::send(far, "x", 1, MSG_NOSIGNAL)); });
  return result;
}

// One op's done.
void Conversation::finished(bool counts) {
  const Inside inside(inside_);
  expect(inside.alone, "callbacks overlap");
  pending_ -= counts;
  linger();
  if (one_of(3) == 0) begin_some(1);
  if (one_of(3) == 0) cancel_one();
  if (!answered_ && pending_ == 0) answer();
}

// Long enough for somebody else to take the loop.
void Conversation::linger() {
  if (one_of(8) != 0) return;
  for (int i = 0; i < 30; ++i) std::this_thread::yield();
}

void Conversation::cancel_one() {
  if (!ops_.empty()) core().op_cancel(scope_, ops_[one_of(static_cast<unsigned>(ops_.size()))].get());
}

void Conversation::answer() {
  close_watch();
  answered_ = true;
  const auto give = [this, fails = one_of(8) == 0] {
    const std::int32_t result = fails ? core().fail(request_, 503, 0, str("busy")) : respond(request_);
    expect(result == SIDING_OK, "the answer was refused");
  };
  if (ending_ == Ending::foreign) {
    foreign_.post(give);
  } else {
    give();
  }
}

void Conversation::close_watch() {
  if (watch_) fds().close(std::exchange(watch_, nullptr));
}

void Conversation::expect(bool right, const char* what) {
  if (!right) mistakes_.add(what);
}

std::string Conversation::mistakes() const {
  std::string text;
  for (const std::string& mistake : mistakes_.items()) text += mistake + "; ";
  for (const auto& op : ops_) {
    if (op->times_done() != 1) text += "an op was done " + std::to_string(op->times_done()) + " times; ";
  }
  if (begun() && (pending_ != 0 || !answered_)) text += "ops are pending; ";
  return text;
}

}  // namespace siding::test
