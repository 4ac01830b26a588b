#include "server/port_owner.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

namespace siding::server {

namespace {

namespace fs = std::filesystem;

constexpr const char* kListening = "0A";  // TCP_LISTEN in /proc/net/tcp

// Inodes of the sockets that listen on the port, as "socket:[123]".
void collect_sockets(const char* table, std::uint16_t port, std::vector<std::string>& sockets) {
  std::ifstream file(table);
  std::string line;
  std::getline(file, line);  // the heading
  while (std::getline(file, line)) {
    std::istringstream columns(line);
    std::string slot, local, remote, state, queues, timer, retransmits, uid, timeout, inode;
    columns >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> uid >> timeout >> inode;
    const auto colon = local.find(':');
    if (state != kListening || colon == std::string::npos) continue;
    if (std::stoul(local.substr(colon + 1), nullptr, 16) == port) sockets.push_back("socket:[" + inode + "]");
  }
}

bool holds(const fs::path& process, const std::vector<std::string>& sockets) {
  std::error_code error;
  for (fs::directory_iterator entry(process / "fd", error), end; !error && entry != end; entry.increment(error)) {
    const auto target = fs::read_symlink(entry->path(), error);
    if (std::find(sockets.begin(), sockets.end(), target.string()) != sockets.end()) return true;
    error.clear();  // that descriptor was closed meanwhile
  }
  return false;
}

}  // namespace

std::string port_owner(std::uint16_t port) {
  std::vector<std::string> sockets;
  collect_sockets("/proc/net/tcp", port, sockets);
  collect_sockets("/proc/net/tcp6", port, sockets);
  if (sockets.empty()) return {};
  std::error_code error;
  for (fs::directory_iterator entry("/proc", error), end; !error && entry != end; entry.increment(error)) {
    const std::string pid = entry->path().filename();
    if (pid.find_first_not_of("0123456789") != std::string::npos || !holds(entry->path(), sockets)) continue;
    std::string name;
    std::getline(std::ifstream(entry->path() / "comm"), name);
    return name + " (process " + pid + ")";
  }
  return {};
}

}  // namespace siding::server
