#include "plugin/file_words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <cstring>

#include <grp.h>
#include <pwd.h>

namespace siding::plugin {

std::string user_name(uid_t user) {
  std::array<char, 4096> buffer;
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) == 0 && found) return found->pw_name;
  return "uid " + std::to_string(user);
}

std::string group_name(gid_t id) {
  std::array<char, 4096> buffer;
  group entry{};
  group* found = nullptr;
  if (::getgrgid_r(id, &entry, buffer.data(), buffer.size(), &found) == 0 && found) return found->gr_name;
  return "gid " + std::to_string(id);
}

std::string owner_and_mode(const struct stat& status) {
  std::array<char, 8> mode;
  std::snprintf(mode.data(), mode.size(), "%04o", status.st_mode & 07777U);
  return "owner " + user_name(status.st_uid) + ", group " + group_name(status.st_gid) + ", mode " + mode.data();
}

std::string shell_word(const std::string& path) {
  const bool plain = std::all_of(path.begin(), path.end(), [](unsigned char c) {
    return std::isalnum(c) || std::strchr("/._-+:@%", c) != nullptr;
  });
  if (plain) return path;
  std::string word = "'";
  for (const char c : path) word += c == '\'' ? std::string{"'\\''"} : std::string{c};
  return word + "'";
}

}  // namespace siding::plugin
