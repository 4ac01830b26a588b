// harness.hpp - what the fuzz harnesses have in common.
//
// A harness is LLVMFuzzerTestOneInput() over bytes that a stranger could send,
// and claims about what comes of them. libFuzzer calls it with bytes of its own;
// replay.cpp calls it with the files of a corpus, so that each is a test for ever.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace siding::fuzz {

// Where an input is cut: into the pieces of a read, or into the parts of a
// structured case. It is in no UTF-8 text, and means nothing in HTTP.
constexpr char kCut = '\xF5';

// The input between the cuts; at least one part.
std::vector<std::string_view> parts_of(std::string_view input);

// Ends the process with that sentence when the claim does not hold. `about` is shown escaped.
void claim(bool holds, std::string_view sentence, std::string_view about = {});

inline std::string_view view(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace siding::fuzz
