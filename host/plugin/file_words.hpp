// file_words.hpp - owners, modes and paths as the operator reads and types them.
#pragma once

#include <string>

#include <sys/stat.h>
#include <sys/types.h>

namespace siding::plugin {

// The name, or "uid 1001" without one.
std::string user_name(uid_t user);
std::string group_name(gid_t group);

// "owner alice, group staff, mode 0775"
std::string owner_and_mode(const struct stat& status);

// As one word of a shell command: quoted where it has to be.
std::string shell_word(const std::string& path);

}  // namespace siding::plugin
