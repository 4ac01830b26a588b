// client.hpp - a client that sends any bytes and reads what comes, over a real socket.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace siding::transport::test {

struct Response {
  unsigned status = 0;
  std::string head;  // with the empty line
  std::string body;

  bool has(std::string_view field_line) const;  // "Connection: close"
};

class Client {
 public:
  explicit Client(std::uint16_t port, const std::string& host = "127.0.0.1", int receive_buffer = 0,
                  const std::string& source = "");
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // False when the server is gone.
  bool send(std::string_view bytes);
  void half_close();
  void reset();  // closes so that the server gets RST

  // The next response. Fails the test when none comes in time. `bodiless`: to HEAD.
  Response read(bool bodiless = false);
  // What is there at once, at most so many bytes; false when the server has ended.
  bool sip(std::size_t most);
  // Everything up to the end of that text. Fails the test when it does not come.
  std::string read_until(std::string_view text);
  // The next chunked response, its chunks put together.
  Response read_chunked();
  // That many bytes are received and forgotten. Fails the test when they do not come.
  void skip(std::size_t bytes);
  // Sends the bytes again and again until the server takes no more for a while, at most `most`. How many it were.
  std::size_t flood(std::string_view bytes, std::size_t most);
  // Everything until the server ends its side.
  std::string read_to_end();
  // The number of those bytes, none of them kept; `now_and_then` is called between them.
  std::size_t skip_to_end(const std::function<void()>& now_and_then);
  // The server has reset the connection, before or after some bytes.
  bool was_reset();
  bool ended() { return read_to_end().empty(); }

 private:
  bool fill();

  int fd_;
  std::string received_;
};

// Splits what read_to_end() returned. `bodiless`: the first one answers HEAD.
std::vector<Response> split(std::string bytes, bool bodiless = false);
// "200 404"
std::string statuses(const std::vector<Response>& responses);

// "GET <target> HTTP/1.1" with a Host field, the given field lines and content.
std::string get(std::string_view target, std::string_view fields = "");
std::string post(std::string_view target, std::string_view content);

}  // namespace siding::transport::test
