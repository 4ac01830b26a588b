// open_listener.hpp - from an address of the table to a listening socket, or what the operator should do.
#pragma once

#include <string_view>

#include "base/mistake.hpp"
#include "base/result.hpp"
#include "config/configuration.hpp"
#include "transport/listener.hpp"

namespace siding::server {

// Where an operator can choose another address.
struct AddressKey {
  std::string_view key;
  std::string_view option;
};
inline constexpr AddressKey kListenKey{"server.listen", "--port"};
inline constexpr AddressKey kAdminKey{"server.admin", "--admin"};

Result<transport::Listener, Mistakes> open_listener(const config::Listen& listen, const AddressKey& key);

}  // namespace siding::server
