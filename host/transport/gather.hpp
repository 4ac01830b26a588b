// gather.hpp - the bytes of one send, or of several: small ones copied together, large ones borrowed.
//
// Owner:   reused by all sends of a loop. Threads: the loop's driver.
// Bounds:  full() tells when enough is there for one call, has_room() whether another one fits.
#pragma once

#include <sys/uio.h>

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "base/text_buffer.hpp"

namespace siding::transport {

class Gather {
 public:
  // Which of pieces() a message has.
  struct Range {
    std::size_t first = 0;
    std::size_t count = 0;
    std::span<const iovec> of(std::span<const iovec> pieces) const { return pieces.subspan(first, count); }
  };

  void clear();
  // Forgets what follows the last message that has ended.
  void begin_message();
  Range end_message();
  bool has_room() const;

  // Append to it; what it held before stays where it is, by offset.
  TextBuffer& text() { return text_; }
  // Adds bytes behind everything so far. Long ones are not copied: they live until clear().
  void add(std::string_view bytes);

  bool full() const;
  // Of the message that has not ended.
  std::size_t size() const { return borrowed_bytes_ + text_.size() - text_begin_; }
  // Of all messages. Valid until the next change.
  std::span<const iovec> pieces();

 private:
  void end_text();

  static constexpr std::size_t kPiecesOfOne = 64;
  static constexpr std::size_t kPieces = 3 * kPiecesOfOne;

  TextBuffer text_;
  std::array<iovec, kPieces> pieces_;         // of text: without its base until pieces() is called
  std::array<std::size_t, kPieces> offsets_;  // into text_, or kBorrowed
  std::size_t count_ = 0;
  std::size_t text_used_ = 0;   // bytes of text_ that are in pieces_
  std::size_t first_ = 0;       // of pieces_, for this message
  std::size_t text_begin_ = 0;  // of this message
  std::size_t borrowed_bytes_ = 0;
};

}  // namespace siding::transport
