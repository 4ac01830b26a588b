// echo - the request back as JSON: method, path, query, params, headers, body.
//
// plugins:
//   echo: { file: echo.so }
// routes:
//   - { path: /echo, methods: [POST], plugin: echo }
#include <cctype>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <siding/plugin.hpp>

namespace {

using Member = std::pair<std::string, std::string>;

bool same_name(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::tolower(static_cast<unsigned char>(a[i])) != std::tolower(static_cast<unsigned char>(b[i]))) return false;
  }
  return true;
}

// A field that came several times is one member of the object, as RFC 9110 5.3 joins them.
std::vector<Member> joined(const siding::fields& fields) {
  std::vector<Member> members;
  for (const auto& [name, value] : fields) {
    Member* same = nullptr;
    for (Member& each : members) same = same_name(each.first, name) ? &each : same;
    if (same) {
      same->second.append(", ").append(value);
    } else {
      members.emplace_back(name, value);
    }
  }
  return members;
}

std::string object(const std::vector<Member>& members) {
  std::string out = "{";
  for (const auto& [name, value] : members) {
    if (out.size() > 1) out += ',';
    out += siding::json_string(name) + ":" + siding::json_string(value);
  }
  return out + "}";
}

std::vector<Member> params(const siding::request& request) {
  std::vector<Member> members;
  for (const auto& [name, value] : request.params()) members.emplace_back(name, value);
  return members;
}

struct Echo {
  // Never waits, so it may run on the loop without being a coroutine.
  siding::response echo(const siding::request& request) const {
    return siding::json(
        "{\"method\":" + siding::json_string(request.method()) + ",\"path\":" + siding::json_string(request.path()) +
        ",\"query\":" + siding::json_string(request.query()) + ",\"params\":" + object(params(request)) +
        ",\"headers\":" + object(joined(request.headers())) + ",\"body\":" + siding::json_string(request.body()) + "}");
  }
};

}  // namespace

SIDING_PLUGIN(Echo, "echo", "1.0.0",
              siding::async<&Echo::echo>("echo").metadata(
                  R"({"summary":"The request back as JSON","responses":{"200":{"description":"What was received"}}})"))
