// request.hpp - a request for a test: get("/orders/7?full=1").param("id", "7").
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <siding/request.hpp>

namespace siding::testing {

struct request {
  using pairs = std::vector<std::pair<std::string, std::string>>;

  std::string verb = "GET";
  std::string target = "/";
  std::string content;
  std::vector<std::string> pieces;  // in which content comes; empty: in one
  bool ends = true;                 // false: the client sends no more after that, and no end
  bool takes_slowly = false;        // the client; each write waits
  pairs fields;
  pairs path_parameters;
  siding::mode runs_in = siding::mode::offload;  // the mode of the route

  request(std::string method, std::string where, std::string body = {})
      : verb{std::move(method)}, target{std::move(where)}, content{std::move(body)} {}

  request header(std::string name, std::string value) && {
    fields.emplace_back(std::move(name), std::move(value));
    return std::move(*this);
  }
  request param(std::string name, std::string value) && {
    path_parameters.emplace_back(std::move(name), std::move(value));
    return std::move(*this);
  }
  // As a client that sends its content in pieces, for a route with `body: stream`.
  request piece(std::string bytes) && {
    pieces.push_back(std::move(bytes));
    return std::move(*this);
  }
  // No end follows: the handler waits until it is cancelled.
  request endless() && {
    ends = false;
    return std::move(*this);
  }
  request slow_client() && {
    takes_slowly = true;
    return std::move(*this);
  }
  request mode(siding::mode mode) && {
    runs_in = mode;
    return std::move(*this);
  }
};

inline request get(std::string target) {
  return {"GET", std::move(target)};
}
inline request post(std::string target, std::string body) {
  return {"POST", std::move(target), std::move(body)};
}

}  // namespace siding::testing
