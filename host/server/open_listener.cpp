#include "server/open_listener.hpp"

#include <string>
#include <utility>

#include "server/port_owner.hpp"

namespace siding::server {

Result<transport::Listener, Mistakes> open_listener(const config::Listen& listen, const AddressKey& key) {
  auto listener = transport::Listener::open(listen.host, listen.port);
  if (listener) return std::move(*listener);
  Mistake mistake{ExitCode::unavailable,
                  listen.place,
                  "can't listen on " + listen.to_string() + ": " + listener.error().message(),
                  {},
                  {}};
  if (listener.error() == boost::system::errc::address_in_use) {
    const std::string owner = port_owner(listen.port);
    if (!owner.empty()) mistake.what += ", by " + owner;
    mistake.fix = "stop that process, or choose another address with `" + std::string(key.key) + "` or " +
                  std::string(key.option);
  } else if (listener.error() == boost::system::errc::permission_denied) {
    mistake.code = ExitCode::permission;
    mistake.fix = "ports below 1024 need the capability CAP_NET_BIND_SERVICE";
  }
  return Mistakes{mistake};
}

}  // namespace siding::server
