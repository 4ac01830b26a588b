// The files of config/, used as they are.
#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <thread>
#include <vector>

#include "integration/harness/process.hpp"
#include "integration/harness/running_server.hpp"

namespace siding::integration {

namespace json = boost::json;

TEST_SUITE("shipped config") {
  TEST_CASE("every route of routes.yaml answers") {
    Process process{{"serve", "-c", SIDING_CONFIG "/routes.yaml", "--port", "0", "--admin", "127.0.0.1:0"}};
    const auto port = process.wait_for_port();
    const std::string world = "Hello, world!";
    const std::string message = R"({"message":"Hello World"})";
    struct Exchange {
      std::string request;
      std::string answer;
      Response response = {};
    };
    std::vector<Exchange> exchanges{{get("/hello/world"), world},
                                    {get("/hello-async/world"), world},
                                    {get("/hello-offload/world"), world},
                                    {get("/hello-c/world"), world},
                                    {get("/article/sync"), message},
                                    {get("/article/async-blocking"), message},
                                    {get("/article/async"), message},
                                    {get("/article/offload"), message},
                                    {get("/sync"), message},
                                    {get("/async"), message},
                                    {post("/upload", "ping"), "{\"bytes\":4,"},
                                    {get("/download/5"), "xxxxx"},
                                    {post("/echo", "ping"), "\"body\":\"ping\""}};

    std::vector<std::jthread> clients;  // the article's routes take 6 s each
    for (Exchange& exchange : exchanges) {
      clients.emplace_back([&exchange, port] {
        Client client{port};
        client.send(exchange.request);
        exchange.response = client.read();
      });
    }
    clients.clear();

    for (const Exchange& exchange : exchanges) {
      CAPTURE(exchange.request);
      CHECK(exchange.response.status == 200);
      CHECK(exchange.response.body.find(exchange.answer) != std::string::npos);
    }
    const json::value listed = json::parse(run({"routes", "--json", "-c", SIDING_CONFIG "/routes.yaml"}).out);
    CHECK(listed.as_array().size() == exchanges.size() + 1);  // none is left out above, but for this one
    Client clock{port};
    clock.send(get("/clock"));
    CHECK(clock.read_until("data: tick 1\n\n").find("Content-Type: text/event-stream") != std::string::npos);
  }

  TEST_CASE("reference.yaml is accepted by check") {
    const Ended ended = run({"check", "--init", "-c", SIDING_CONFIG "/reference.yaml"});
    CAPTURE(ended.err);
    CHECK(ended.code == 0);
    CHECK(ended.out.find("ok, 1 routes, 1 plugins") != std::string::npos);
  }
}

}  // namespace siding::integration
