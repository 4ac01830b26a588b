// request_state.hpp - what testing::host knows of one request.
//
// Owner: the host. Guarded by the engine's lock, but for what the test gave.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <siding/abi.h>
#include <siding/testing/answer.hpp>
#include <siding/testing/engine.hpp>
#include <siding/testing/request.hpp>

namespace siding::testing {

namespace detail {

// What a siding_request is here.
struct request_state {
  testing::request given;
  std::string id;
  scope_state scope;
  siding_head head{};
  std::vector<siding_field> fields;
  std::vector<siding_field> params;
  std::optional<answer> out;
  std::optional<answer> begun;  // a streamed one, until it is complete
  std::uint64_t left = 0;       // bytes that it may still have
  std::deque<std::string> to_read;
  std::string lent;   // the piece that was read last
  siding_op begin{};  // its done calls the handler
  std::function<void(siding_request*)> handler;

  request_state(engine& owner, testing::request what, std::string name, std::function<void(siding_request*)> start);
  siding_request* abi() { return reinterpret_cast<siding_request*>(this); }
};

}  // namespace detail

}  // namespace siding::testing
