#include "transport/gather.hpp"

#include <utility>

#include "base/recycled.hpp"

namespace siding::transport {
namespace {

constexpr std::size_t kCopied = 4 << 10;    // copying this much is cheaper than a piece of its own
constexpr std::size_t kEnough = 256 << 10;  // bytes for one call
constexpr std::size_t kText = 64 << 10;     // bytes of text, then no other message begins
constexpr std::size_t kKept = 128 << 10;    // bytes of text that stay allocated
constexpr std::size_t kBorrowed = static_cast<std::size_t>(-1);

}  // namespace

void Gather::clear() {
  recycle(text_, kKept);
  count_ = text_used_ = borrowed_bytes_ = first_ = text_begin_ = 0;
}

void Gather::begin_message() {
  text_.truncate(text_begin_);
  text_used_ = text_begin_;
  count_ = first_;
  borrowed_bytes_ = 0;
}

Gather::Range Gather::end_message() {
  end_text();
  text_begin_ = text_.size();
  borrowed_bytes_ = 0;
  const std::size_t first = std::exchange(first_, count_);
  return {first, count_ - first};
}

bool Gather::has_room() const {
  return first_ + kPiecesOfOne <= kPieces && text_begin_ < kText;
}

void Gather::add(std::string_view bytes) {
  if (bytes.size() <= kCopied) {
    text_.append(bytes);
    return;
  }
  end_text();
  offsets_[count_] = kBorrowed;
  pieces_[count_++] = {const_cast<char*>(bytes.data()), bytes.size()};  // sending only reads
  borrowed_bytes_ += bytes.size();
}

bool Gather::full() const {
  return count_ - first_ + 3 > kPiecesOfOne || size() >= kEnough;  // text and a body, and the text at the end
}

std::span<const iovec> Gather::pieces() {
  end_text();
  for (std::size_t i = 0; i < count_; ++i) {
    if (offsets_[i] != kBorrowed) pieces_[i].iov_base = text_.data() + offsets_[i];
  }
  return {pieces_.data(), count_};
}

void Gather::end_text() {
  if (text_used_ == text_.size()) return;
  offsets_[count_] = text_used_;
  pieces_[count_++] = {nullptr, text_.size() - text_used_};
  text_used_ = text_.size();
}

}  // namespace siding::transport
