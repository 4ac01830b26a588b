#include "wire_table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>

#include "test_server.hpp"

namespace siding::transport::test {
namespace {

constexpr std::size_t kAtOnce = 100;  // connections side by side

const std::string kProbe = get("/now/probe", "Connection: close\r\n");

// HTTP/1.1 itself says which answer has no content: the one to HEAD.
bool begins_with_head(const WireCase& one) {
  return one.bytes.starts_with("HEAD ");
}

std::string all_of(const WireCase& one) {
  return one.bytes + (one.after == After::ended ? "" : kProbe);
}

void check_refusal(const Response& response) {
  if (response.status < 400) return;
  CHECK(response.has("Content-Type: application/problem+json"));
}

void check(const WireCase& one, const std::string& received) {
  const auto responses = split(received, begins_with_head(one));
  const bool kept = one.after == After::kept;
  CHECK(statuses(responses) == one.statuses + (kept ? " 200" : ""));
  for (const auto& response : responses) check_refusal(response);
  if (responses.empty()) return;
  if (one.after != After::ended) CHECK(responses.back().has("Connection: close"));
  if (kept) CHECK(responses.back().body == "GET /now/probe ");
}

// The case, cut before each of its bytes `from` to `to`, on as many connections at once.
void play_cuts(TestServer& server, const WireCase& one, std::size_t from, std::size_t to) {
  const std::string bytes = all_of(one);
  std::vector<std::unique_ptr<Client>> clients;
  for (std::size_t cut = from; cut < to; ++cut) {
    clients.push_back(std::make_unique<Client>(server.port()));
    clients.back()->send(bytes.substr(0, cut));
  }
  server.settle();
  for (std::size_t cut = from; cut < to; ++cut) {
    Client& client = *clients[cut - from];
    client.send(bytes.substr(cut));
    if (one.after == After::ended) client.half_close();
  }
  for (std::size_t cut = from; cut < to; ++cut) {
    CAPTURE(cut);
    check(one, clients[cut - from]->read_to_end());
  }
}

}  // namespace

std::string head(const std::string& line, const std::string& fields) {
  return line + "\r\n" + fields + "\r\n";
}

std::string with(const std::string& field_line) {
  return head("GET /now HTTP/1.1", kHost + field_line + "\r\n");
}

std::string posted(const std::string& field_lines, const std::string& content) {
  return head("POST /now HTTP/1.1", kHost + field_lines + "\r\n") + content;
}

std::string chunked(const std::string& content) {
  return posted("Transfer-Encoding: chunked", content);
}

void play_whole(const std::vector<WireCase>& table, const Limits& limits) {
  TestServer server{limits};
  for (const WireCase& one : table) {
    CAPTURE(one.section);
    CAPTURE(one.name);
    Client client{server.port()};
    client.send(all_of(one));
    if (one.after == After::ended) client.half_close();
    check(one, client.read_to_end());
  }
  server.wait_for_connections(0);
  CHECK(server.service().tally().open == 0);
}

void play_split(const std::vector<WireCase>& table) {
  TestServer server;
  for (const WireCase& one : table) {
    CAPTURE(one.section);
    CAPTURE(one.name);
    for (std::size_t cut = 1; cut < one.bytes.size(); cut += kAtOnce) {
      play_cuts(server, one, cut, std::min(cut + kAtOnce, one.bytes.size()));
    }
  }
}

}  // namespace siding::transport::test
