// mode.hpp - how a handler runs.
#pragma once

#include <optional>
#include <string_view>

namespace siding {

// The numbers are those of SIDING_MODE_ in the ABI, so that masks need no table.
enum class Mode : unsigned {
  sync = 1,     // may block: a worker thread, whole
  async = 2,    // never blocks: the event loop
  offload = 4,  // a coroutine on the loop that sends its blocking calls to the pool
};

std::string_view to_string(Mode mode) noexcept;
std::optional<Mode> mode_from(std::string_view name) noexcept;

}  // namespace siding
