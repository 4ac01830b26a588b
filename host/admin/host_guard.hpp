// host_guard.hpp - which Host a request to the admin listener may name.
//
// A web page can let a name of its own point to 127.0.0.1 and then read what answers there (DNS rebinding): its
// requests carry that name. So names are refused, but for localhost.
#pragma once

#include <string>
#include <string_view>

namespace siding::admin {

// `bound` is the address that the listener is bound to. Allowed are localhost, loopback addresses, that address,
// and any address where all interfaces are listened to.
bool is_allowed_host(std::string_view host_field, const std::string& bound);

}  // namespace siding::admin
