#include "scheduler/ring.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <boost/system/error_code.hpp>

namespace siding::scheduler {
namespace {

constexpr int kFlags = MSG_NOSIGNAL | MSG_DONTWAIT;
constexpr std::size_t kLongest = 1u << 30;  // bytes: the call has 32 bits for them, and no socket takes as many

// Without IORING_SETUP_SUBMIT_ALL, which Linux has since 5.18, a bad call ends a submission early, and make() goes on.
int set_up(io_uring& ring) {
  for (const unsigned flags : {unsigned{IORING_SETUP_SUBMIT_ALL}, 0u}) {
    io_uring_params params{};
    params.flags = flags;
    const int failure = ::io_uring_queue_init_params(Ring::kCalls, &ring, &params);
    if (failure == -EINVAL && flags != 0) continue;
    if (failure != 0) return failure;
    if (params.features & IORING_FEAT_FAST_POLL) return 0;
    ::io_uring_queue_exit(&ring);
    break;
  }
  return -ENOSYS;  // older than 5.7: some of those have no send
}

}  // namespace

Result<std::unique_ptr<Ring>> Ring::open(std::size_t least) {
  io_uring ring{};
  const int failure = set_up(ring);
  if (failure != 0) return boost::system::error_code{-failure, boost::system::system_category()};
  return std::unique_ptr<Ring>{new Ring{ring, least}};
}

Ring::~Ring() {
  ::io_uring_queue_exit(&ring_);
}

void Ring::send(int fd, std::span<const iovec> pieces) {
  io_uring_sqe* const call = ::io_uring_get_sqe(&ring_);
  if (pieces.size() == 1) {
    ::io_uring_prep_send(call, fd, pieces[0].iov_base, std::min(pieces[0].iov_len, kLongest), kFlags);
  } else {
    msghdr& message = messages_[count_] = {};
    message.msg_iov = const_cast<iovec*>(pieces.data());  // it is only read
    message.msg_iovlen = pieces.size();
    ::io_uring_prep_sendmsg(call, fd, &message, kFlags);
  }
  ::io_uring_sqe_set_data64(call, count_++);
}

// The kernel may have begun only some of them, and a signal may end the waiting: then it
// goes on, since what the kernel still reads must not change.
std::span<const int> Ring::make() {
  const std::size_t count = std::exchange(count_, 0);
  std::fill_n(results_.begin(), count, -EIO);  // of a call that was begun, should its end never be told
  for (std::size_t over = 0; over < count && usable_; take_results(over)) {
    const int begun = ::io_uring_submit_and_wait(&ring_, static_cast<unsigned>(count - over));
    usable_ = begun >= 0 || begun == -EINTR;
  }
  const std::size_t left = usable_ ? 0 : std::min<std::size_t>(::io_uring_sq_ready(&ring_), count);
  std::fill_n(results_.begin() + static_cast<std::ptrdiff_t>(count - left), left, kNotMade);
  return {results_.data(), count};
}

void Ring::take_results(std::size_t& over) {
  unsigned head = 0;
  unsigned taken = 0;
  io_uring_cqe* result = nullptr;
  io_uring_for_each_cqe(&ring_, head, result) {
    results_[result->user_data] = result->res;
    ++taken;
  }
  ::io_uring_cq_advance(&ring_, taken);
  over += taken;
}

}  // namespace siding::scheduler
