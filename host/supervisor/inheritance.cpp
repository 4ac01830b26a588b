#include "supervisor/inheritance.hpp"

#include <charconv>

namespace siding::supervisor {

namespace {

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

bool read_socket(std::string_view value, std::vector<Socket>& sockets) {
  const auto at = value.find('@');
  Socket socket;
  if (at == value.npos || !read_number(value.substr(0, at), socket.fd)) return false;
  socket.address = value.substr(at + 1);
  sockets.push_back(std::move(socket));
  return true;
}

bool read_part(std::string_view part, Inheritance& inheritance) {
  const auto equals = part.find('=');
  if (equals == part.npos) return false;
  const std::string_view name = part.substr(0, equals);
  const std::string_view value = part.substr(equals + 1);
  if (name == "control") return read_number(value, inheritance.control);
  if (name == "page") return read_number(value, inheritance.page);
  if (name == "table") return read_number(value, inheritance.table);
  if (name == "listen") return read_socket(value, inheritance.sockets);
  std::int64_t beat = 0;
  if (name != "beat" || !read_number(value, beat)) return false;
  inheritance.heartbeat = std::chrono::milliseconds{beat};
  return true;
}

}  // namespace

std::vector<int> Inheritance::descriptors() const {
  std::vector<int> all{control, page, table};
  for (const Socket& socket : sockets) all.push_back(socket.fd);
  return all;
}

std::string to_text(const Inheritance& inheritance) {
  std::string text = std::to_string(inheritance.supervisor) + ":control=" + std::to_string(inheritance.control) +
                     ",page=" + std::to_string(inheritance.page) + ",table=" + std::to_string(inheritance.table) +
                     ",beat=" + std::to_string(inheritance.heartbeat.count());
  for (const Socket& socket : inheritance.sockets) {
    text += ",listen=" + std::to_string(socket.fd) + "@" + socket.address;
  }
  return text;
}

std::optional<Inheritance> parse_inheritance(std::string_view text) {
  Inheritance inheritance;
  const auto colon = text.find(':');
  if (colon == text.npos || !read_number(text.substr(0, colon), inheritance.supervisor)) return std::nullopt;
  for (text.remove_prefix(colon + 1); !text.empty();) {
    const auto comma = text.find(',');
    if (!read_part(text.substr(0, comma), inheritance)) return std::nullopt;
    text.remove_prefix(comma == text.npos ? text.size() : comma + 1);
  }
  const bool whole = inheritance.control >= 0 && inheritance.page >= 0 && inheritance.table >= 0;
  return whole ? std::optional{inheritance} : std::nullopt;
}

}  // namespace siding::supervisor
