// Requests as bytes: never a crash, the same result however they were split,
// and nothing accepted that the framing policy forbids. Cuts split the reads.
#include <string>

#include "fuzz/harness.hpp"
#include "fuzz/policy.hpp"
#include "fuzz/reading.hpp"

using namespace siding::fuzz;

namespace {

// Small, so that inputs of a few hundred bytes reach them.
constexpr siding::transport::Limits kLimits{.body = 128, .header = 512, .fields = 12};
// For what is written again, with a space behind each colon.
constexpr siding::transport::Limits kWider{.body = 128, .header = 1024, .fields = 12};

std::vector<std::string_view> single_bytes(std::string_view wire) {
  std::vector<std::string_view> pieces;
  for (std::size_t i = 0; i < wire.size(); ++i) pieces.push_back(wire.substr(i, 1));
  return pieces;
}

Reading read_whole(std::string_view wire, const siding::transport::Limits& limits) {
  return read({&wire, 1}, limits);
}

void check_message(const Message& message) {
  const auto rule = broken_rule(message);
  claim(rule.empty(), rule, message.describe());
  if (message.status != 0 || message.path.starts_with("/denied")) return;
  claim(message.content.size() <= kLimits.body, "content is bounded");
  claim(message.head.framing != siding::http::Framing::length || message.content.size() == message.head.content_length,
        "all of the content is there");

  const auto again = read_whole(serialised(message), kWider);
  claim(again.messages.size() == 1 && again.refused == 0, "what was read can be sent on", message.describe());
  Message expected = message;
  expected.end = again.messages[0].end;
  claim(expected.describe() == again.messages[0].describe(), "what is sent on means the same", message.describe());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto pieces = parts_of(view(data, size));
  std::string wire;
  for (const auto piece : pieces) wire.append(piece);

  const auto whole = read_whole(wire, kLimits);
  claim_same(whole, read(pieces, kLimits), wire, kLimits);
  claim_same(whole, read(single_bytes(wire), kLimits), wire, kLimits);
  for (const Message& message : whole.messages) check_message(message);
  return 0;
}
