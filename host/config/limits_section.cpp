#include "config/readers.hpp"
#include "config/sections.hpp"

namespace siding::config {

void read_limits(const Field& field, transport::Limits& limits) {
  MapReader map(field);
  map.read("body", limits.body, kBodyBytes);
  map.read("header", limits.header, Bytes{.least = 256, .most = 64 << 10});
  map.read("fields", limits.fields, Number{.least = 1, .most = 1000});
  map.read("header_timeout", limits.header_timeout, Duration{});
  map.read("body_timeout", limits.body_timeout, Duration{});
  map.read("idle_timeout", limits.idle_timeout, Duration{});
  map.read("write_timeout", limits.write_timeout, Duration{});
  map.read("connections", limits.connections, Number{.least = 1, .most = 1'000'000});
}

}  // namespace siding::config
