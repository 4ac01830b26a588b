// network.hpp - IP addresses and the networks that hold them, as values.
//
// IPv4 is kept as IPv4-mapped IPv6, so ::ffff:192.0.2.1 is 192.0.2.1.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace siding {

class Address {
 public:
  // "192.0.2.1" or "2001:db8::1": four decimal numbers without leading zeros, or RFC 4291; no zone, no brackets.
  static std::optional<Address> parse(std::string_view text);

  bool is_v4() const;
  std::string to_string() const;  // as RFC 5952 has it
  friend bool operator==(const Address&, const Address&) = default;

 private:
  friend class Network;
  std::array<std::uint8_t, 16> bytes_{};
};

// An address with a port: "192.0.2.1:5000", "[2001:db8::1]:5000". Port 0: it is not known.
struct Endpoint {
  Address address;
  std::uint16_t port = 0;

  // The port may be missing, and with it the brackets.
  static std::optional<Endpoint> parse(std::string_view text);
  std::string to_string() const;  // always with a port
};

class Network {
 public:
  // "10.0.0.0/8", or an address alone. nullopt also when bits beyond the prefix are set.
  static std::optional<Network> parse(std::string_view text);

  bool contains(const Address& address) const;

 private:
  Address base_;
  unsigned prefix_ = 128;  // bits of the mapped address
};

}  // namespace siding
