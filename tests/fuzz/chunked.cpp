// Chunked content behind a fixed head: the content, and where it ends, are those
// of the grammar, however the bytes were split. Cuts split the reads.
#include <string>

#include "fuzz/chunks.hpp"
#include "fuzz/harness.hpp"
#include "fuzz/reading.hpp"

using namespace siding::fuzz;

namespace {

constexpr std::string_view kHead = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
constexpr siding::transport::Limits kLimits{.body = 64, .header = 96, .fields = 8};

bool is_complete(const Reading& reading) {
  return !reading.messages.empty();
}

bool within_limits(const Chunks& chunks) {
  return chunks.content.size() <= kLimits.body && chunks.lines <= kLimits.header &&
         chunks.trailer_size <= kLimits.header && chunks.trailers <= kLimits.fields;
}

void compare(const Reading& reading, const Chunks& expected) {
  const auto about = reading.describe();
  if (is_complete(reading)) {
    const Message& message = reading.messages.front();
    claim(expected.complete, "only whole and valid chunks are complete", about);
    claim(message.content == expected.content, "the content is that of the chunks", about);
    claim(message.end == kHead.size() + expected.size, "the content ends where the chunks end", about);
    claim(message.content.size() <= kLimits.body, "content is bounded", about);
  } else {
    claim(!expected.complete || !within_limits(expected), "valid chunks are complete", about);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::string_view> pieces{kHead};
  std::string content;
  for (const auto piece : parts_of(view(data, size))) {
    pieces.push_back(piece);
    content.append(piece);
  }
  const auto expected = read_chunks(content);

  const auto wire = std::string{kHead}.append(content);
  const std::string_view one[] = {wire};
  const auto whole = read(one, kLimits);
  compare(whole, expected);
  claim_same(whole, read(pieces, kLimits), wire, kLimits);

  pieces.resize(1);
  for (std::size_t i = 0; i < content.size(); ++i) pieces.push_back(std::string_view{content}.substr(i, 1));
  claim_same(whole, read(pieces, kLimits), wire, kLimits);
  return 0;
}
