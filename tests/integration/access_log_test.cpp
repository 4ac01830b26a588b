// The access log, the trace of a request, and what its answer tells: request id and Server-Timing.
#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include "integration/harness/gate.hpp"
#include "integration/harness/patience.hpp"
#include "integration/harness/process.hpp"
#include "integration/harness/running_server.hpp"

namespace siding::integration {

namespace {

namespace json = boost::json;

const std::string kTrace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

// The routes are those of fixtures; `keys` come before them.
std::string table(const std::string& keys, const std::string& routes = "") {
  return "\n" + keys + "\nroutes:\n  - { path: /peer, plugin: peer, handler: address }\n" +
         "  - { path: \"/field/{name}\", plugin: peer, handler: field }\n" + routes;
}

const std::string kJson = "access_log: { file: \"{folder}/access.log\", format: json }";

const std::string kGate = "\nplugins: { gate: { config: { folder: \"{folder}\" } } }";

// Its objects, when there are as many. In the order in which requests ended on each loop.
std::vector<json::value> lines(const RunningServer& server, std::size_t count) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    std::vector<json::value> found;
    std::ifstream file{server.folder() / "access.log"};
    for (std::string line; std::getline(file, line) && !file.eof();) found.push_back(json::parse(line));
    if (found.size() >= count) return found;
    if (std::chrono::steady_clock::now() > until) throw std::runtime_error("there are too few lines");
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
}

bool holds(const json::value& line, std::string_view key, std::string_view value) {
  const auto* const found = line.as_object().if_contains(key);
  return found && found->is_string() && found->as_string() == value;
}

// Of the answer; empty when it is not there.
std::string field(const Response& response, const std::string& name) {
  const auto at = response.head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const auto begin = at + name.size() + 4;
  return response.head.substr(begin, response.head.find("\r\n", begin) - begin);
}

}  // namespace

TEST_SUITE("access log") {
  TEST_CASE("a line tells what was asked, who answered, and how long it took") {
    RunningServer server{table(kJson)};
    const auto body = server.ask(get("/peer?secret=1", "traceparent: " + kTrace + "\r\n")).body;

    const auto line = lines(server, 1).at(0);
    CAPTURE(json::serialize(line));
    CHECK(holds(line, "method", "GET"));
    CHECK(holds(line, "path", "/peer"));
    CHECK_FALSE(line.as_object().contains("query"));
    CHECK(holds(line, "client", body));
    CHECK(holds(line, "traceparent", kTrace));
    CHECK(line.at("status") == 200);
    CHECK(line.at("bytes") == body.size());
    CHECK(holds(line, "outcome", "ok"));
    CHECK(holds(line, "route", "/peer"));
    CHECK(holds(line, "plugin", "peer"));
    CHECK(holds(line, "handler", "address"));
    CHECK(holds(line, "mode", "async"));
    double sum = 0;
    for (const char* phase : {"queue_ms", "run_ms", "wait_ms", "write_ms"}) sum += line.at(phase).as_double();
    CHECK(sum > 0);
    CHECK(line.at("duration_ms").as_double() >= sum - 0.01);
  }

  TEST_CASE("the query is told where that is asked for") {
    RunningServer server{table("access_log: { file: \"{folder}/access.log\", format: json, query: true }")};
    server.ask(get("/peer?a=1"));
    CHECK(holds(lines(server, 1).at(0), "query", "a=1"));
  }

  TEST_CASE("each request has a line, however it ended") {
    RunningServer server{table(kJson + kGate,
                               "  - { path: /small, methods: [POST], plugin: peer, handler: address, body: 4B }\n"
                               "  - { path: \"/gate/{name}\", plugin: gate, handler: sync, timeout: 50ms }\n")};
    const Gate gate{server.folder(), "g"};
    server.ask(get("/none"));
    server.ask("PUT /peer HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    server.ask("GET /peer HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
    server.ask(post("/small", "12345"));
    server.ask(get("/gate/g"));
    std::map<std::string, std::string> outcomes;
    for (const auto& line : lines(server, 5)) {
      outcomes[std::to_string(line.at("status").as_int64())] = line.at("outcome").as_string();
    }
    CHECK(outcomes ==
          std::map<std::string, std::string>{
              {"400", "refused"}, {"404", "no_route"}, {"405", "no_route"}, {"413", "refused"}, {"504", "timed_out"}});
  }

  TEST_CASE("a client that leaves gets a line without a status") {
    RunningServer server{table(kJson + kGate, "  - { path: \"/gate/{name}\", plugin: gate, handler: sync }\n")};
    const Gate gate{server.folder(), "g"};
    {
      Client client = server.connect();
      client.send(get("/gate/g"));
      server.log().wait_for({"waiting at g"});
    }
    const auto line = lines(server, 1).at(0);
    CHECK(line.at("status").is_null());
    CHECK(holds(line, "outcome", "client_gone"));
  }

  TEST_CASE("a plugin sees the trace that the log tells, also when it began here") {
    RunningServer server{table(kJson)};
    const auto made = server.ask(get("/field/traceparent", "traceparent: wrong\r\n")).body;
    CHECK(made.size() == 55);
    CHECK(server.ask(get("/field/traceparent", "traceparent: " + kTrace + "\r\n")).body == kTrace);
    bool told = false;
    for (const auto& line : lines(server, 2)) told |= holds(line, "traceparent", made);
    CHECK(told);
  }

  TEST_CASE("many requests of one connection have a line each") {
    RunningServer server{table(kJson)};
    Client client = server.connect();
    constexpr int kRequests = 2000;
    for (int i = 0; i < kRequests / 20; ++i) {
      std::string requests;
      for (int k = 0; k < 20; ++k) requests += get("/peer");
      client.send(requests);
      for (int k = 0; k < 20; ++k) REQUIRE(client.read().status == 200);
    }
    CHECK(lines(server, kRequests).size() == kRequests);
    CHECK(server.server().snapshot().lost_access_lines == 0);
  }

  TEST_CASE("without it there is no trace but the client's") {
    RunningServer server{table("")};
    CHECK(server.ask(get("/field/traceparent")).body == "none");
    CHECK(server.ask(get("/field/traceparent", "traceparent: wrong\r\n")).body == "wrong");
  }

  TEST_CASE("SIGUSR1 goes on in a new file, for logrotate") {
    const TempFolder folder;
    folder.write("routes.yaml", "version: 1\naccess_log: access.log\nroutes: []\n");
    const auto file = folder.path() / "access.log";
    Process process{{"serve", "-c", folder.path() / "routes.yaml", "--port", "0"}};
    Client client{process.wait_for_port()};
    std::filesystem::rename(file, folder.path() / "access.log.1");

    process.signal(SIGUSR1);

    const auto until = std::chrono::steady_clock::now() + kPatience;
    while (!std::filesystem::exists(file) || std::filesystem::file_size(file) == 0) {
      REQUIRE(std::chrono::steady_clock::now() < until);
      client.send(get("/none"));
      CHECK(client.read().status == 404);
    }
    process.signal(SIGTERM);
    CHECK(process.wait().code == 0);
  }

  TEST_CASE("one that can't be written is a mistake at its place") {
    const Mistakes mistakes = refused("\naccess_log: { file: no/access.log }\nroutes: []\n");
    REQUIRE(mistakes.size() == 1);
    CHECK(text_of(mistakes).find("routes.yaml:2:21") != std::string::npos);
  }
}

TEST_SUITE("answer fields") {
  TEST_CASE("the id that the log shows is in every answer, where that is asked for") {
    RunningServer server{table("server: { request_id_field: X-Request-Id }\n" + kJson)};
    std::vector<std::string> ids;
    for (const char* target : {"/peer", "/none"}) ids.push_back(field(server.ask(get(target)), "X-Request-Id"));
    for (const auto& line : lines(server, 2)) {
      CHECK((holds(line, "request_id", ids[0]) || holds(line, "request_id", ids[1])));
    }
    CHECK(ids[0].size() == 16);
    CHECK(ids[0] != ids[1]);
    RunningServer quiet{table("")};
    CHECK(field(quiet.ask(get("/peer")), "X-Request-Id").empty());
  }

  TEST_CASE("Server-Timing tells the phases, where the route says so") {
    RunningServer server{table("", "  - { path: /timed, plugin: peer, handler: address, server_timing: true }\n")};
    const std::string timing = field(server.ask(get("/timed")), "Server-Timing");
    CAPTURE(timing);
    CHECK(timing.starts_with("queue;dur="));
    CHECK(timing.find(", run;dur=") != timing.npos);
    CHECK(timing.find(", wait;dur=") != timing.npos);
    CHECK(field(server.ask(get("/peer")), "Server-Timing").empty());
  }
}

}  // namespace siding::integration
