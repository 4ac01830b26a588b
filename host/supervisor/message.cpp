#include "supervisor/message.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace siding::supervisor {

namespace {

constexpr std::array<std::string_view, 7> kWords{"listening", "route", "plugin", "ready",
                                                 "failed",    "alive", "retired"};  // in the order of Tell

void append_escaped(std::string& line, std::string_view text) {
  for (const char c : text) {
    if (c == '\n') {
      line += "\\n";
    } else if (c == '\\') {
      line += "\\\\";
    } else {
      line += c;
    }
  }
}

std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 1 < text.size();
    if (escape) ++i;
    plain += escape && text[i] == 'n' ? '\n' : text[i];
  }
  return plain;
}

}  // namespace

std::string encode(const Message& message) {
  std::string line{kWords[static_cast<std::size_t>(message.tell)]};
  line += ' ';
  append_escaped(line, message.text);
  return line += '\n';
}

std::optional<Message> MessageReader::next() {
  for (;;) {
    const auto end = bytes_.find('\n');
    if (end == bytes_.npos) return std::nullopt;
    const std::string line = bytes_.substr(0, end);
    bytes_.erase(0, end + 1);
    const auto space = line.find(' ');
    const auto* const word = std::find(kWords.begin(), kWords.end(), std::string_view{line}.substr(0, space));
    if (space == line.npos || word == kWords.end()) continue;
    return Message{static_cast<Tell>(word - kWords.begin()), unescaped(std::string_view{line}.substr(space + 1))};
  }
}

void SupervisorLink::tell(Tell what, std::string_view text) const {
  const std::string line = encode({what, std::string{text}});
  for (std::string_view rest = line; !rest.empty();) {
    const ssize_t written = ::write(fd_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return;  // the supervisor is gone, and so will this process be
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace siding::supervisor
