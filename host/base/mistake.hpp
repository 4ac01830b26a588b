// mistake.hpp - what is wrong at start-up, in sentences for the operator.
//
// Start-up collects every mistake it can see before it stops, so that a file
// is mended in one round.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/place.hpp"

namespace siding {

// sysexits.h, the codes that `siding` ends with.
enum class ExitCode {
  ok = 0,
  usage = 64,          // the command line
  data = 65,           // a file that is not what it should be (not YAML)
  no_input = 66,       // a file that is not there
  unavailable = 69,    // a port that is taken
  software = 70,       // a bug of ours
  permission = 77,     // a file that others may write
  configuration = 78,  // YAML with a mistake, a plugin that does not fit
};

struct Mistake {
  ExitCode code = ExitCode::configuration;
  Place place;         // may be empty
  std::string what;    // one sentence, "unknown key `prot`"
  std::string fix;     // what was expected or what to do; may be empty
  std::string quoted;  // the line of the file; may be empty
};

using Mistakes = std::vector<Mistake>;

// One mistake as the operator reads it, several lines: `place: what`, the
// quoted line with a caret under the column, the fix.
std::string to_string(const Mistake& mistake);

// The code to exit with: that of the first mistake; ok when there is none.
ExitCode exit_code(const Mistakes& mistakes);

// The candidate nearest to `word`, for "did you mean"; empty when none is near.
template <class Range>
std::string_view nearest(std::string_view word, const Range& candidates);

// Levenshtein distance with transposition, case-insensitive.
unsigned edit_distance(std::string_view a, std::string_view b);

template <class Range>
std::string_view nearest(std::string_view word, const Range& candidates) {
  std::string_view best;
  unsigned least = 1 + static_cast<unsigned>(word.size()) / 3;  // beyond a third it is another word
  for (const auto& candidate : candidates) {
    const unsigned distance = edit_distance(word, candidate);
    if (distance <= least && (best.empty() || distance < least)) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

}  // namespace siding
