// chunks.hpp - chunked content by RFC 9112, 7.1, letter by letter.
//
// Slow, and without any code of the host: what its parser is compared with.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace siding::fuzz {

struct Chunks {
  bool complete = false;  // false: not valid, or not all there
  std::string content;
  std::size_t size = 0;          // bytes, trailers and the last empty line included
  std::size_t lines = 0;         // bytes of all chunk lines
  std::size_t trailers = 0;      // fields
  std::size_t trailer_size = 0;  // bytes of all that follows the last chunk line
};

Chunks read_chunks(std::string_view bytes);

}  // namespace siding::fuzz
