#include "http/forwarded.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "http/grammar.hpp"

namespace siding::http {

namespace {

constexpr std::size_t kHops = 32;  // of one field line, the rightmost

// The text of a quoted string, or nothing when it is none.
std::optional<std::string> unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::nullopt;
  std::string value;
  for (std::size_t at = 1; at < text.size() - 1; ++at) {
    if (text[at] == '"' || !kFieldBytes.has(text[at])) return std::nullopt;
    if (text[at] == '\\' && ++at == text.size() - 1) return std::nullopt;
    value += text[at];
  }
  return value;
}

// RFC 7239, 6: an IPv6 address has brackets, also without a port.
std::optional<Endpoint> node(std::string_view value) {
  const auto endpoint = Endpoint::parse(value);
  if (!endpoint || (value.find("::") != value.npos && !value.starts_with('['))) return std::nullopt;
  if (std::count(value.begin(), value.end(), ':') > 1 && !value.starts_with('[')) return std::nullopt;
  return endpoint;
}

// Takes what is before the next ';' that is not inside of quotes.
std::string_view next_pair(std::string_view& element) {
  bool quoted = false;
  std::size_t at = 0;
  for (; at < element.size() && (quoted || element[at] != ';'); ++at) {
    if (quoted && element[at] == '\\') {
      ++at;
    } else if (element[at] == '"') {
      quoted = !quoted;
    }
  }
  at = std::min(at, element.size());
  const auto pair = element.substr(0, at);
  element.remove_prefix(std::min(at + 1, element.size()));
  return pair;
}

// One element of Forwarded: its `for`, when all of it is well-formed.
std::optional<Endpoint> heard_from(std::string_view element) {
  std::optional<Endpoint> found;
  bool had_for = false;
  while (!element.empty()) {
    const auto pair = next_pair(element);
    const auto equals = pair.find('=');
    if (equals == pair.npos || !is_token(pair.substr(0, equals))) return std::nullopt;
    const auto raw = pair.substr(equals + 1);
    const auto value = is_token(raw) ? std::string(raw) : unquoted(raw);
    if (!value) return std::nullopt;
    if (!equal_ignoring_case(pair.substr(0, equals), "for")) continue;
    if (std::exchange(had_for, true)) return std::nullopt;
    found = node(*value);
  }
  return found;
}

class Walk {
 public:
  Walk(const TrustedProxies& proxies, const std::string& peer) : proxies_{proxies}, client_{peer} {}

  // Both: false when the client is known.
  bool over_forwarded(std::string_view line) {
    std::array<std::string_view, kHops> hops;
    std::size_t count = 0;
    while (!line.empty()) hops[count++ % kHops] = next_member(line);
    for (std::size_t left = std::min(count, kHops); left > 0; --left) {
      const auto hop = hops[--count % kHops];
      if (!hop.empty() && !over(heard_from(hop))) return false;
    }
    return true;
  }
  // Quotes mean nothing here: one by the client must not hide what a proxy appends.
  bool over_x_forwarded_for(std::string_view line) {
    while (!line.empty()) {
      const auto comma = line.rfind(',');
      const auto hop = trim(line.substr(comma + 1));  // npos + 1 is 0
      line = line.substr(0, comma == line.npos ? 0 : comma);
      if (!hop.empty() && !over(Endpoint::parse(hop))) return false;
    }
    return true;
  }
  const std::string& client() const { return client_; }

 private:
  bool over(const std::optional<Endpoint>& hop) {
    if (!hop) return false;
    client_ = hop->to_string();
    return proxies_.include(hop->address);
  }

  const TrustedProxies& proxies_;
  std::string client_;
};

}  // namespace

bool TrustedProxies::include(const Address& address) const {
  return std::any_of(networks.begin(), networks.end(), [&](const Network& each) { return each.contains(address); });
}

bool TrustedProxies::include(std::string_view peer) const {
  if (networks.empty()) return false;
  const auto endpoint = Endpoint::parse(peer);
  return endpoint && include(endpoint->address);
}

std::string client_of(const Request& request, const TrustedProxies& proxies, const std::string& peer) {
  const bool standard = proxies.source == TrustedProxies::Source::forwarded;
  Walk walk(proxies, peer);
  for (auto field = request.fields.rbegin(); field != request.fields.rend(); ++field) {
    if (!equal_ignoring_case(field->name, standard ? "Forwarded" : "X-Forwarded-For")) continue;
    if (!(standard ? walk.over_forwarded(field->value) : walk.over_x_forwarded_for(field->value))) break;
  }
  return walk.client();
}

}  // namespace siding::http
