// What the host's parser makes of each case, one JSON object a line; compare.mjs
// asks llhttp the same. Bytes are written as hexadecimal digits.
//
// siding_readings CORPUS_DIRECTORY CASES
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "differential/cases.hpp"
#include "fuzz/reading.hpp"

namespace {

using siding::fuzz::Message;

constexpr unsigned kSeed = 20261122;

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text{'"'};
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text.append(1, kDigits[byte >> 4]).append(1, kDigits[byte & 15]);
  }
  return text.append("\"");
}

std::string json(const Message& message, std::string_view bytes) {
  std::string text{"{\"bytes\":"};
  text.append(hex(bytes)).append(",\"serialised\":").append(hex(serialised(message)));
  text.append(",\"method\":").append(hex(message.method)).append(",\"target\":").append(hex(message.target));
  text.append(",\"version\":").append(std::to_string(message.version)).append(",\"fields\":[");
  for (const auto& [name, value] : message.fields) {
    if (text.back() != '[') text.append(",");
    text.append("[").append(hex(name)).append(",").append(hex(value)).append("]");
  }
  text.append("],\"content\":").append(hex(message.content));
  text.append(",\"keepAlive\":").append(message.head.keep_alive ? "true" : "false");
  return text.append(",\"status\":").append(std::to_string(message.status)).append("}");
}

void print(std::string_view wire) {
  const auto reading = siding::fuzz::read({&wire, 1}, siding::transport::Limits{});
  std::string text;
  std::size_t begin = 0;
  for (const Message& message : reading.messages) {
    const auto bytes = wire.substr(begin, message.end - begin);
    begin = message.end;
    if (message.path.starts_with("/denied")) continue;  // its content was skipped, see reading.hpp
    text.append(text.empty() ? "" : ",").append(json(message, bytes));
  }
  std::printf("[%s]\n", text.c_str());
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 64;
  const auto cases = static_cast<std::size_t>(std::atoi(arguments[2]));
  using namespace siding::differential;
  auto all = corpus_cases(arguments[1]);
  const auto composed = composed_cases(cases / 2, kSeed);
  all.insert(all.end(), composed.begin(), composed.end());
  const auto mutated = mutated_cases(all, cases - composed.size(), kSeed);
  all.insert(all.end(), mutated.begin(), mutated.end());
  for (const auto& wire : all) print(wire);
}
