#include "config/readers.hpp"
#include "config/sections.hpp"

namespace siding::config {
namespace {

constexpr Bytes kRate{.least = 0, .most = std::uint64_t{1} << 30};

}  // namespace

void read_limits(const Field& field, transport::Limits& limits) {
  MapReader map(field);
  map.read("body", limits.body, kBodyBytes);
  map.read("header", limits.header, Bytes{.least = 256, .most = 64 << 10});
  map.read("fields", limits.fields, Number{.least = 1, .most = 1000});
  map.read("header_timeout", limits.header_timeout, Duration{});
  map.read("body_timeout", limits.body_timeout, Duration{});
  map.read("body_rate", limits.body_rate, kRate);
  map.read("idle_timeout", limits.idle_timeout, Duration{});
  map.read("write_timeout", limits.write_timeout, Duration{});
  map.read("write_rate", limits.write_rate, kRate);
  map.read("connections", limits.connections, Number{.least = 1, .most = 1'000'000});
  map.read("connections_per_address", limits.connections_per_address,
           Number{.least = 1, .most = 1'000'000, .word = "auto"});
}

}  // namespace siding::config
