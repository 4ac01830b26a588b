// reading.hpp - what the host's own reader makes of the bytes of one connection.
//
// Drives transport::RequestReader as a Connection does, but answers nothing.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/framing.hpp"
#include "transport/options.hpp"

namespace siding::fuzz {

struct Message {
  std::string method;
  std::string target;
  std::string path;
  std::string query;
  unsigned version = 11;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string content;
  http::Head head;
  unsigned status = 0;  // not 0: refused with it, but the connection goes on
  std::size_t end = 0;  // where it ends in the bytes

  std::string describe() const;
};

struct Reading {
  std::vector<Message> messages;  // complete ones
  bool in_content = false;        // another one has begun: its head was accepted
  bool ended = false;             // the last one was the last that the connection takes
  unsigned refused = 0;           // the status that ends the connection, else 0
  std::string reason;

  std::string describe() const;
};

// Reads `pieces` as if each had come by one receive. A request below "/denied"
// has its content skipped, as far as a connection would do that.
Reading read(std::span<const std::string_view> pieces, const transport::Limits& limits);

// Claims that two readings of `wire`, split in different ways, are the same. Only
// a head that is wrong may be refused in one and wait for its end in the other.
void claim_same(const Reading& a, const Reading& b, std::string_view wire, const transport::Limits& limits);

// The message as a client would send it: the same fields in their order, and the content in one chunk or none.
std::string serialised(const Message& message);

}  // namespace siding::fuzz
