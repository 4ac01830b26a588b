#include <array>

#include "config/readers.hpp"
#include "config/sections.hpp"

namespace siding::config {
namespace {

constexpr std::array<std::string_view, 4> kActions{"ignore", "warn", "rescue", "abort"};  // in the order of OnBlock

constexpr std::array<std::string_view, 2> kBacktraces{"never", "once"};  // of Backtrace

template <class Enum, std::size_t N>
void read_word(MapReader& map, const char* key, Enum& value, const std::array<std::string_view, N>& words) {
  std::string word;
  if (!map.read(key, word, Choice{words})) return;
  for (std::size_t i = 0; i < N; ++i) {
    if (word == words[i]) value = static_cast<Enum>(i);
  }
}

}  // namespace

void read_stall(const Field& field, scheduler::StallOptions& stall) {
  MapReader map(field);
  map.read("rescue_after", stall.rescue_after, Duration{});
  map.read("rescue_running_after", stall.rescue_running_after, Duration{});
  map.read("demote_after", stall.demote_after, Number{.least = 1, .most = 1'000'000});
  read_word(map, "on_block", stall.on_block, kActions);
  read_word(map, "backtrace", stall.backtrace, kBacktraces);
}

}  // namespace siding::config
