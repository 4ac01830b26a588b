#include "http/chunked.hpp"

#include <algorithm>

#include "http/grammar.hpp"

namespace siding::http {
namespace {

constexpr std::uint64_t kMost = ~std::uint64_t{0} >> 5;  // so that another digit fits, and 63 bits are enough

}  // namespace

ChunkedDecoder::Step ChunkedDecoder::next(std::string_view& input) {
  while (!input.empty()) {
    if (at_ == At::data) return take_data(input);
    if (!on_byte(input.front())) return Step::refused;
    input.remove_prefix(1);
    if (done_) return Step::done;
  }
  return Step::starved;
}

ChunkedDecoder::Step ChunkedDecoder::take_data(std::string_view& input) {
  data_ = input.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(size_, input.size())));
  input.remove_prefix(data_.size());
  size_ -= data_.size();
  if (size_ == 0) at_ = At::data_return;
  return Step::data;
}

bool ChunkedDecoder::on_byte(char c) {
  switch (at_) {
    case At::size_begin:
    case At::size:
      return on_size(c);
    case At::line_feed:
      return c == '\n' ? end_line() : refuse(400, "A chunk line ends without CR LF.");
    case At::data_return:
      return c == '\r' ? to(At::data_line_feed) : refuse(400, "A chunk is longer than its size.");
    case At::data_line_feed:
      return c == '\n' ? to(At::size_begin) : refuse(400, "A chunk ends without CR LF.");
    case At::trailer_begin:
    case At::trailer_name:
    case At::trailer_value:
    case At::trailer_feed:
    case At::last_line_feed:
      return on_trailer(c);
    default:
      return count_extra() && on_extension(c);
  }
}

bool ChunkedDecoder::on_size(char c) {
  if (const int value = hex_value(c); value >= 0) {
    if (at_ == At::size_begin) size_ = 0;
    at_ = At::size;
    if (size_ > kMost) return refuse(400, "A chunk size is too large to be one.");
    size_ = size_ * 16 + static_cast<unsigned>(value);
    return size_ != 0 || count_extra();  // zeros without end are no size either
  }
  if (at_ == At::size_begin) return refuse(400, "A chunk has no size.");
  if (c == '\r') return to(At::line_feed);
  if (c == ';') return to(At::ext_begin);
  return is_white(c) ? to(At::before_ext) : refuse(400, "A chunk size is not a hexadecimal number.");
}

// *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
bool ChunkedDecoder::on_extension(char c) {
  const bool white = is_white(c);
  const bool in_token = kTokenBytes.has(c);
  switch (at_) {
    case At::before_ext:
      if (white || c == ';') return c == ';' ? to(At::ext_begin) : true;
      break;
    case At::ext_begin:
      if (white || in_token) return white || to(At::ext_name);
      break;
    case At::ext_name:
      if (in_token) return true;
      if (white) return to(At::before_equals);
      [[fallthrough]];
    case At::before_equals:
      if (white) return true;
      if (c == '=') return to(At::value_begin);
      if (c == ';') return to(At::ext_begin);
      if (c == '\r' && at_ == At::ext_name) return to(At::line_feed);
      break;
    case At::value_begin:
      if (white) return true;
      if (c == '"') return to(At::quoted);
      if (in_token) return to(At::value);
      break;
    case At::value:
      if (in_token) return true;
      [[fallthrough]];
    case At::after_value:
      if (c == '\r') return to(At::line_feed);
      if (c == ';') return to(At::ext_begin);
      if (white) return to(At::before_ext);
      break;
    case At::quoted:
      if (c == '"') return to(At::after_value);
      if (c == '\\') return to(At::escaped);
      if (kFieldBytes.has(c)) return true;
      break;
    case At::escaped:
      if (kFieldBytes.has(c)) return to(At::quoted);
      break;
    default:
      break;
  }
  return refuse(400, "A chunk extension is not valid.");
}

bool ChunkedDecoder::on_trailer(char c) {
  if (++trailer_bytes_ > limits_.trailers) return refuse(431, "The trailers are too long.");
  switch (at_) {
    case At::trailer_begin:
      if (c == '\r') return to(At::last_line_feed);
      if (is_white(c)) return refuse(400, "A trailer goes on in the next line.");
      if (++trailers_ > limits_.trailer_fields) return refuse(431, "There are too many trailers.");
      at_ = At::trailer_name;
      return kTokenBytes.has(c) || refuse(400, "A trailer's name is not a token.");
    case At::trailer_name:
      if (c == ':') return to(At::trailer_value);
      return kTokenBytes.has(c) || refuse(400, "A trailer's name is not a token.");
    case At::trailer_value:
      if (c == '\r') return to(At::trailer_feed);
      return kFieldBytes.has(c) || refuse(400, "A trailer's value is not valid.");
    case At::trailer_feed:
      return c == '\n' ? to(At::trailer_begin) : refuse(400, "A trailer ends without CR LF.");
    default:
      done_ = c == '\n';
      return done_ || refuse(400, "The trailers end without CR LF.");
  }
}

// The end of a chunk line.
bool ChunkedDecoder::end_line() {
  if (size_ == 0) return to(At::trailer_begin);
  if (size_ > limits_.content) return refuse(413, "The content is too large.");
  limits_.content -= size_;
  return to(At::data);
}

bool ChunkedDecoder::count_extra() {
  return ++extra_ <= limits_.lines || refuse(400, "The chunk extensions are too long.");
}

bool ChunkedDecoder::to(At next) {
  at_ = next;
  return true;
}

bool ChunkedDecoder::refuse(unsigned status, std::string_view reason) {
  refusal_ = {.status = status, .reason = reason, .close = true};
  return false;
}

}  // namespace siding::http
