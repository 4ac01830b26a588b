#include "config/report.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace siding::config {
namespace {

constexpr std::size_t kCollected = 1000;  // sorted before the cut, so that the first of the file are shown
constexpr std::size_t kShown = 100;

bool in_file_order(const Mistake& a, const Mistake& b) {
  return std::tie(a.place.line, a.place.column) < std::tie(b.place.line, b.place.column);
}

}  // namespace

void Report::add(const Place& place, std::string what, std::string fix, ExitCode code) {
  add({.code = code, .place = place, .what = std::move(what), .fix = std::move(fix), .quoted = {}});
}

void Report::add(Mistake mistake) {
  if (mistakes_.size() == kCollected) {
    ++dropped_;
  } else {
    mistakes_.push_back(std::move(mistake));
  }
}

Mistakes Report::take() {
  Mistakes all = std::exchange(mistakes_, {});
  std::stable_sort(all.begin(), all.end(), in_file_order);
  if (all.size() > kShown) {
    dropped_ += all.size() - kShown;
    all.resize(kShown);
  }
  for (Mistake& mistake : all) {
    if (mistake.quoted.empty()) mistake.quoted = source_.line(mistake.place.line);
  }
  if (const std::size_t more = std::exchange(dropped_, 0); more > 0) {
    all.push_back({.code = ExitCode::configuration,
                   .place = {},
                   .what = "and " + std::to_string(more) + " more mistakes",
                   .fix = {},
                   .quoted = {}});
  }
  return all;
}

}  // namespace siding::config
