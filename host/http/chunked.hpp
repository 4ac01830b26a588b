// chunked.hpp - decodes chunked content (RFC 9112, 7.1), byte for byte as the grammar has it.
//
// A byte that cannot follow is refused when it arrives, so nobody waits for the
// rest of what is wrong already. Nothing is presented twice and nothing is kept.
// Bounds: the content, the bytes of all lines that are no content (extensions,
//         leading zeros), the trailers. Trailers are checked and dropped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/refusal.hpp"

namespace siding::http {

// What one chunked content may have beyond the content itself.
struct ChunkLimits {
  std::uint64_t content = 0;         // bytes: more is refused with 413
  std::size_t lines = 16 << 10;      // bytes of extensions and leading zeros of all chunks: more is refused with 400
  std::size_t trailers = 16 << 10;   // bytes of all trailer lines: more is refused with 431
  std::size_t trailer_fields = 100;  // number of trailers: more is refused with 431
};

class ChunkedDecoder {
 public:
  enum class Step {
    starved,  // the input is used up
    data,     // see data(); call again
    done,     // the content and its trailers are over
    refused,  // see refusal(); nothing after it can be understood
  };

  explicit ChunkedDecoder(const ChunkLimits& limits) : limits_{limits} {}

  void limit_content(std::uint64_t bytes) { limits_.content = bytes; }

  // Takes what it understands off the front of `input`.
  Step next(std::string_view& input);

  std::string_view data() const { return data_; }  // of the last Step::data: a part of its input
  const Refusal& refusal() const { return refusal_; }

 private:
  // Where the next byte belongs to.
  enum class At : std::uint8_t {
    size_begin,      // the first digit
    size,            // further digits
    before_ext,      // white space that only ';' may follow
    ext_begin,       // behind ';'
    ext_name,        //
    before_equals,   // white space behind a name
    value_begin,     // behind '='
    value,           // a token
    quoted,          // inside quotes
    escaped,         // behind '\' inside quotes
    after_value,     // behind the closing quote
    line_feed,       // of a chunk line
    data,            //
    data_return,     // CR behind the data
    data_line_feed,  //
    trailer_begin,   // a trailer, or CR
    trailer_name,    //
    trailer_value,   //
    trailer_feed,    // LF of a trailer
    last_line_feed,  //
  };

  Step take_data(std::string_view& input);
  bool on_byte(char c);
  bool on_size(char c);
  bool on_extension(char c);
  bool on_trailer(char c);
  bool end_line();
  bool count_extra();
  bool to(At next);
  bool refuse(unsigned status, std::string_view reason);

  ChunkLimits limits_;
  At at_ = At::size_begin;
  std::uint64_t size_ = 0;  // of this chunk; in At::data what is left of it
  std::size_t extra_ = 0;   // bytes of chunk lines that are not needed
  std::size_t trailer_bytes_ = 0;
  std::size_t trailers_ = 0;
  bool done_ = false;
  std::string_view data_;
  Refusal refusal_;
};

}  // namespace siding::http
