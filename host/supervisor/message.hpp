// message.hpp - what a serving process tells its supervisor, a line each.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace siding::supervisor {

enum class Tell {
  listening,  // "serving http://127.0.0.1:8080": for the operator, with the actual port
  route,      // its name, a tab, and what the log calls it; in the order of the table
  plugin,     // its name, a tab, and what its file holds, as a number
  ready,      // it accepts; all of the above was told before
  failed,     // the code to exit with, a space, and why it does not start
  alive,      // every loop drives
  retired,    // it accepts no more
};

struct Message {
  Tell tell = Tell::alive;
  std::string text;
};

std::string encode(const Message& message);  // one line, with its end

// Puts messages together again, however they were cut.
class MessageReader {
 public:
  void add(std::string_view bytes) { bytes_.append(bytes); }
  std::optional<Message> next();  // lines that are no messages are left out

 private:
  std::string bytes_;
};

// The serving process's end. Threads: any; a message is one write.
class SupervisorLink {
 public:
  explicit SupervisorLink(int fd) : fd_(fd) {}
  void tell(Tell what, std::string_view text = {}) const;

 private:
  int fd_;
};

}  // namespace siding::supervisor
