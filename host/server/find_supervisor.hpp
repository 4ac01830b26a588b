// find_supervisor.hpp - the `siding serve` that a command is about.
#pragma once

#include "base/mistake.hpp"
#include "base/result.hpp"
#include "server/commands.hpp"
#include "supervisor/status_board.hpp"

namespace siding::server {

// By its number, by its pid file, or by the file that it serves; with none of them the only one that there is.
Result<supervisor::Supervised, Mistakes> find_supervisor(const SupervisorChoice& choice);

}  // namespace siding::server
