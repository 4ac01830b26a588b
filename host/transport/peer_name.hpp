// peer_name.hpp - the other end of a connection, as text.
#pragma once

#include <string>

namespace siding::transport {

// "192.0.2.1:5000", "[2001:db8::1]:5000"; empty when the peer has gone already.
std::string peer_name(int fd);

}  // namespace siding::transport
