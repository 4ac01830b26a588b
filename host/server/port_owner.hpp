// port_owner.hpp - who listens on a port, for the message that it is taken.
#pragma once

#include <cstdint>
#include <string>

namespace siding::server {

// "nginx (process 4711)"; empty when /proc does not tell, as for another user's.
std::string port_owner(std::uint16_t port);

}  // namespace siding::server
