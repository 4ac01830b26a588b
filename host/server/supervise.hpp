// supervise.hpp - `siding serve` as the supervisor of the process that serves.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "server/commands.hpp"

namespace siding::server {

// `serves` is told where, in lines for the operator, whenever that is new.
ExitCode supervise(const std::filesystem::path& file, const config::Overrides& overrides, const ServeOptions& options,
                   std::function<void(const std::vector<std::string>&)> serves);

}  // namespace siding::server
