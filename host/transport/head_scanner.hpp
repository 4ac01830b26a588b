// head_scanner.hpp - finds the end of a request's head, and what is wrong early.
//
// The parser gets whole heads only, so it says the same however the bytes were
// split; one that it takes was never scanned. What can never become a head is
// refused before its end arrives, or a client that speaks something else would
// wait for the timeout.
#pragma once

#include <cstddef>
#include <string_view>

#include "http/refusal.hpp"

namespace siding::transport {

class HeadScanner {
 public:
  enum class Outcome { incomplete, complete, refused };

  // `input` begins with the request line, and with the same bytes as the time
  // before. `limit` bounds the whole head, in bytes.
  Outcome scan(std::string_view input, std::size_t limit);

  bool has_begun() const { return checked_ != 0 || scanned_ != 0; }
  std::size_t size() const { return scanned_; }              // of the head, when complete
  const http::Refusal& refusal() const { return refusal_; }  // when refused
  void restart() { *this = HeadScanner{}; }

 private:
  Outcome end_line(std::string_view line);
  Outcome begin_next(std::string_view input, std::size_t limit);
  Outcome refuse_length(std::string_view begin);
  Outcome refuse(unsigned status, std::string_view reason);

  std::size_t scanned_ = 0;       // bytes of whole lines
  std::size_t checked_ = 0;       // bytes that hold no control byte
  std::size_t request_line_ = 0;  // bytes of the first line, 0 until it is there
  http::Refusal refusal_;
};

// The CRLFs before a request line, which are skipped (RFC 9112, 2.2).
std::size_t blank_prefix(std::string_view input);

// The bytes of the head that `input` begins with, its empty line included; 0 when that is not there.
std::size_t head_size(std::string_view input);

}  // namespace siding::transport
