#include <algorithm>
#include <array>

#include "config/listen.hpp"
#include "config/readers.hpp"
#include "config/sections.hpp"

namespace siding::config {
namespace {

using namespace std::chrono_literals;

void read_address(const Field& field, std::vector<Listen>& listen) {
  const auto scalar = field.scalar(std::string(kListenForms));
  if (!scalar) return;
  auto parsed = parse_listen(scalar->text);
  if (!parsed) return field.refuse_written(std::string(parsed.error().why), std::string(kListenForms));
  parsed->place = field.node.place;
  const auto same = [&](const Listen& other) { return other.port != 0 && other.to_string() == parsed->to_string(); };
  const auto twice = std::find_if(listen.begin(), listen.end(), same);
  if (twice != listen.end()) {
    return field.refuse_written("is listed twice, first on line " + std::to_string(twice->place.line),
                                "each address once");
  }
  listen.push_back(*parsed);
}

void read_listen(const Field& field, std::vector<Listen>& listen) {
  if (field.node.kind != Node::Kind::list) return read_address(field, listen);
  if (field.node.items.empty()) return field.refuse("the list is empty", std::string(kListenForms));
  for (std::size_t at = 0; at < field.node.items.size(); ++at) read_address(field.item(at), listen);
}

void read_networks(const Field& field, std::vector<Network>& networks) {
  constexpr std::string_view kExpected = "a list of IP addresses and networks, such as [10.0.0.0/8, \"fd00::/8\"]";
  if (!field.is(Node::Kind::list, std::string(kExpected))) return;
  for (std::size_t at = 0; at < field.node.items.size(); ++at) {
    const Field item = field.item(at);
    const auto scalar = item.scalar("an IP address or a network");
    if (!scalar) continue;
    if (const auto network = Network::parse(scalar->text)) {
      networks.push_back(*network);
    } else {
      item.refuse_written("is no address and no network",
                          "an IP address, or one with a prefix and no bits beyond it, such as 10.0.0.0/8");
    }
  }
}

void read_proxies(MapReader& map, http::TrustedProxies& proxies) {
  static constexpr std::array<std::string_view, 2> kFields{"X-Forwarded-For", "Forwarded"};
  if (const auto networks = map.find("trusted_proxies")) read_networks(*networks, proxies.networks);
  std::string field;
  if (map.read("forwarded_field", field, Choice{kFields}) && field == kFields[1]) {
    proxies.source = http::TrustedProxies::Source::forwarded;
  }
}

void read_admin(const Field& field, std::optional<Listen>& admin) {
  constexpr std::string_view kForms = "ADDRESS:PORT of its own, such as 127.0.0.1:9901, or `off`";
  const auto scalar = field.scalar(std::string(kForms));
  if (!scalar || scalar->text == "off") return;
  auto parsed = parse_listen(scalar->text);
  if (!parsed) return field.refuse_written(std::string(parsed.error().why), std::string(kForms));
  parsed->place = field.node.place;
  admin = *parsed;
}

// Two sockets can't have one address.
void check_admin(const Field& field, const Configuration& configuration) {
  if (!configuration.admin || configuration.admin->port == 0) return;
  const auto same = [&](const Listen& one) { return one.to_string() == configuration.admin->to_string(); };
  const auto& listen = configuration.listen;
  if (std::any_of(listen.begin(), listen.end(), same) || (listen.empty() && same(Listen{}))) {
    field.refuse_written("is where `server.listen` is", "an address of its own, which clients can't reach");
  }
}

void read_supervisor(const Field& field, supervisor::SupervisorOptions& options) {
  MapReader map(field);
  map.read("quarantine_after", options.quarantine_after, Number{.least = 1, .most = 1'000'000, .word = "never"});
  map.read("quarantine_window", options.quarantine_window, Duration{});
  map.read("quarantine_for", options.quarantine_for, Duration{});
}

}  // namespace

void read_server(const Field& field, Configuration& configuration) {
  MapReader map(field);
  if (const auto listen = map.find("listen")) read_listen(*listen, configuration.listen);
  if (const auto admin = map.find("admin")) {
    read_admin(*admin, configuration.admin);
    check_admin(*admin, configuration);
  }
  map.read("loops", configuration.loops.loops, Number{.least = 1, .most = kMostLoops, .word = "auto"});
  static constexpr std::array<std::string_view, 2> kIoUring{"auto", "off"};
  std::string io_uring;
  if (map.read("io_uring", io_uring, Choice{kIoUring})) configuration.loops.io_uring = io_uring == kIoUring[0];
  map.read("shutdown_timeout", configuration.shutdown_timeout, Duration{.least = 0s});
  if (map.read("plugin_dir", configuration.plugin_dir, Text{"the path of a directory, or `auto`"}) &&
      configuration.plugin_dir == "auto") {
    configuration.plugin_dir.clear();
  }
  if (const auto supervisor = map.find("supervisor")) read_supervisor(*supervisor, configuration.supervisor);
  read_proxies(map, configuration.proxies);
  static constexpr std::array<std::string_view, 4> kIdFields{"none", "X-Request-Id", "Request-Id", "X-Correlation-Id"};
  if (map.read("request_id_field", configuration.request_id_field, Choice{kIdFields}) &&
      configuration.request_id_field == kIdFields[0]) {
    configuration.request_id_field.clear();
  }
  if (const auto limits = map.find("limits")) read_limits(*limits, configuration.limits);
}

}  // namespace siding::config
