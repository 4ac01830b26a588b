// inheritance.hpp - what a serving process gets from its supervisor.
//
// Descriptors that stay open over exec(2), and the word of its command line that
// names them: "4711:control=5,page=6,table=7,beat=1000,listen=8@127.0.0.1:8080".
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace siding::supervisor {

// A listening socket, by the address that the table says, even where its port is 0.
struct Socket {
  std::string address;
  int fd = -1;
};

struct Inheritance {
  pid_t supervisor = 0;
  int control = -1;                        // messages to the supervisor are written here
  int page = -1;                           // CrashPage
  int table = -1;                          // the text of the routing table
  std::chrono::milliseconds heartbeat{0};  // how often to say that all loops drive; 0 = never
  std::vector<Socket> sockets;

  std::vector<int> descriptors() const;
};

std::string to_text(const Inheritance& inheritance);
std::optional<Inheritance> parse_inheritance(std::string_view text);

}  // namespace siding::supervisor
