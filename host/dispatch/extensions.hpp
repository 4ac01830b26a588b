// extensions.hpp - the tables that a plugin may fetch by name.
#pragma once

#include <string_view>

#include <siding/abi.h>

namespace siding::dispatch {

// "siding.core/1", "siding.config/1", "siding.fd/1", "siding.stream/1"; null for any other name.
const void* find_extension(std::string_view name);

const siding_core_v1& core_extension();
const siding_fd_v1& fd_extension();
const siding_stream_v1& stream_extension();

}  // namespace siding::dispatch
