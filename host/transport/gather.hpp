// gather.hpp - the bytes of one send: small ones copied together, large ones borrowed.
//
// Owner:   one per loop, reused by every send. Threads: the loop's driver.
// Bounds:  full() tells when enough is there for one call.
#pragma once

#include <sys/uio.h>

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace siding::transport {

class Gather {
 public:
  void clear();

  // Append to it; what it held before stays where it is, by offset.
  std::string& text() { return text_; }
  // Adds bytes behind everything so far. Long ones are not copied: they live until clear().
  void add(std::string_view bytes);

  bool full() const;
  std::size_t size() const { return borrowed_bytes_ + text_.size(); }
  // Valid until the next change.
  std::span<const iovec> pieces();

 private:
  void end_text();

  static constexpr std::size_t kPieces = 64;

  std::string text_;
  std::array<iovec, kPieces> pieces_;         // of text: without its base until pieces() is called
  std::array<std::size_t, kPieces> offsets_;  // into text_, or kBorrowed
  std::size_t count_ = 0;
  std::size_t text_used_ = 0;  // bytes of text_ that are in pieces_
  std::size_t borrowed_bytes_ = 0;
};

}  // namespace siding::transport
