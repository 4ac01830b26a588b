#include "base/network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace siding {

namespace {

constexpr unsigned kMapped = 96;  // bits before an IPv4 address
constexpr std::size_t kMappedBytes = kMapped / 8;

// Decimal, without sign, white space or leading zeros.
std::optional<unsigned> parse_number(std::string_view text, unsigned most) {
  if (text.empty() || text.size() > 5 || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number > most) return std::nullopt;
  return number;
}

unsigned bits_of(std::uint8_t byte, unsigned count) {
  return byte >> (8 - count);
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  char terminated[INET6_ADDRSTRLEN]{};
  if (text.size() >= sizeof terminated || text.find('\0') != text.npos) return std::nullopt;
  std::copy(text.begin(), text.end(), terminated);
  Address address;
  if (::inet_pton(AF_INET6, terminated, address.bytes_.data()) == 1) return address;
  if (::inet_pton(AF_INET, terminated, address.bytes_.data() + kMappedBytes) != 1) return std::nullopt;
  std::fill_n(address.bytes_.begin(), kMappedBytes - 2, std::uint8_t{0});
  std::fill_n(address.bytes_.begin() + kMappedBytes - 2, 2, std::uint8_t{0xFF});
  return address;
}

bool Address::is_v4() const {
  return std::all_of(bytes_.begin(), bytes_.begin() + kMappedBytes - 2, [](std::uint8_t byte) { return byte == 0; }) &&
         bytes_[kMappedBytes - 2] == 0xFF && bytes_[kMappedBytes - 1] == 0xFF;
}

std::string Address::to_string() const {
  char text[INET6_ADDRSTRLEN]{};
  const bool v4 = is_v4();
  ::inet_ntop(v4 ? AF_INET : AF_INET6, bytes_.data() + (v4 ? kMappedBytes : 0), text, sizeof text);
  return text;
}

std::optional<Endpoint> Endpoint::parse(std::string_view text) {
  if (const auto alone = Address::parse(text)) return Endpoint{*alone, 0};
  const bool bracketed = text.starts_with('[');
  const auto end = text.find(bracketed ? ']' : ':');
  if (end == text.npos) return std::nullopt;
  const auto address = Address::parse(text.substr(bracketed ? 1 : 0, end - (bracketed ? 1 : 0)));
  const bool right_kind = address && (text.substr(0, end).find(':') != text.npos) == bracketed;
  std::string_view port = text.substr(bracketed ? end + 1 : end);
  if (!right_kind) return std::nullopt;
  if (port.empty()) return Endpoint{*address, 0};
  if (port.front() != ':') return std::nullopt;
  const auto number = parse_number(port.substr(1), 65535);
  if (!number) return std::nullopt;
  return Endpoint{*address, static_cast<std::uint16_t>(*number)};
}

std::string Endpoint::to_string() const {
  const std::string host = address.to_string();
  return (address.is_v4() ? host : '[' + host + ']') + ':' + std::to_string(port);
}

std::optional<Network> Network::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto base = Address::parse(text.substr(0, slash));
  if (!base) return std::nullopt;
  Network network;
  network.base_ = *base;
  if (slash == text.npos) return network;
  const bool written_as_v4 = text.substr(0, slash).find(':') == text.npos;
  const auto prefix = parse_number(text.substr(slash + 1), written_as_v4 ? 32 : 128);
  if (!prefix) return std::nullopt;
  network.prefix_ = *prefix + (written_as_v4 ? kMapped : 0);
  for (unsigned bit = network.prefix_; bit < 128; ++bit) {
    if (base->bytes_[bit / 8] & (0x80u >> bit % 8)) return std::nullopt;
  }
  return network;
}

bool Network::contains(const Address& address) const {
  const unsigned whole = prefix_ / 8;
  const unsigned rest = prefix_ % 8;
  if (!std::equal(base_.bytes_.begin(), base_.bytes_.begin() + whole, address.bytes_.begin())) return false;
  return rest == 0 || bits_of(base_.bytes_[whole], rest) == bits_of(address.bytes_[whole], rest);
}

}  // namespace siding
