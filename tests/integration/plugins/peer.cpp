// Answers with what the host says of the client.
#include <siding/plugin.hpp>

struct Peer {
  siding::response address(const siding::request& request) { return siding::text(std::string{request.peer()}); }
  siding::response field(const siding::request& request) {
    return siding::text(std::string{request.header(request.param("name").value_or("")).value_or("none")});
  }
};

SIDING_PLUGIN(Peer, "peer", "1.0.0", siding::async<&Peer::address>("address"), siding::async<&Peer::field>("field"))
