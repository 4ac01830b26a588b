// admin_client.hpp - one question to the admin listener of a running host.
#pragma once

#include <string>
#include <string_view>

#include "base/mistake.hpp"
#include "base/result.hpp"
#include "config/configuration.hpp"

namespace siding::server {

// The content of its answer. Waits 10 s at most; fails with `unavailable` when nobody answers 200.
Result<std::string, Mistakes> ask_admin(const config::Listen& address, std::string_view path);

}  // namespace siding::server
