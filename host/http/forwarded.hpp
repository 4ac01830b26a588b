// forwarded.hpp - who the client is, when a proxy stands before it.
//
// Each hop appends whom it has heard; what is left of the first hop that we do not
// trust may be made up. So: the rightmost address that is no trusted proxy's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/network.hpp"
#include "http/request.hpp"

namespace siding::http {

// `server.trusted_proxies:`
struct TrustedProxies {
  enum class Source { x_forwarded_for, forwarded };  // the field that they write; the other one is the client's

  std::vector<Network> networks;
  Source source = Source::x_forwarded_for;

  bool include(const Address& address) const;
  bool include(std::string_view peer) const;  // "192.0.2.1:5000"
};

// REQUIRES: the peer is a trusted proxy. Reads until the first hop that is malformed,
// hidden or unknown: then the client is the last one that was known. "192.0.2.1:0".
std::string client_of(const Request& request, const TrustedProxies& proxies, const std::string& peer);

}  // namespace siding::http
