#include <array>

#include "config/readers.hpp"
#include "config/sections.hpp"

namespace siding::config {
namespace {

using OnBlock = scheduler::StallOptions::OnBlock;

constexpr std::array<std::string_view, 4> kActions{"ignore", "warn", "rescue", "abort"};  // in the order of OnBlock

void read_action(MapReader& map, OnBlock& action) {
  std::string word;
  if (!map.read("on_block", word, Choice{kActions})) return;
  for (std::size_t i = 0; i < kActions.size(); ++i) {
    if (word == kActions[i]) action = static_cast<OnBlock>(i);
  }
}

}  // namespace

void read_stall(const Field& field, scheduler::StallOptions& stall) {
  MapReader map(field);
  map.read("rescue_after", stall.rescue_after, Duration{});
  map.read("rescue_running_after", stall.rescue_running_after, Duration{});
  map.read("demote_after", stall.demote_after, Number{.least = 1, .most = 1'000'000});
  read_action(map, stall.on_block);
}

}  // namespace siding::config
