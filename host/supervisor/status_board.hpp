// status_board.hpp - how reloads went, for other commands of the same user to read.
//
// A memory file of the supervisor, found as /proc/PID/fd/N by its name: who may
// look there may read it, nobody else, and there is no socket to guard.
// Owner: Supervisor. Threads: its only one; readers in other processes.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/descriptor.hpp"
#include "supervisor/memory_file.hpp"

namespace siding::supervisor {

struct BoardLayout;

class StatusBoard {
 public:
  explicit StatusBoard(const std::filesystem::path& config);

  void begin_reload();
  void end_reload(int code, std::string_view why);  // 0: the new table is served
  // What is served now; `table` stays open as long as it is.
  void serves(std::string_view table, const std::vector<std::pair<std::string, std::string>>& plugins);

 private:
  Descriptor file_;
  MappedMemory memory_;
  BoardLayout* board_;
  Descriptor table_;
};

// A supervisor that runs, seen from another process.
class Supervised {
 public:
  pid_t pid = 0;
  std::string config;  // the file that it serves, absolute

  struct Outcome {
    int code = 0;
    std::string why;
  };
  // Reloads of it that were asked for before count() are over when finished() has come to it.
  std::uint64_t begun() const;
  std::uint64_t done() const;
  Outcome last() const;
  std::string table() const;    // the text of what is served
  std::string plugins() const;  // a line each: its name, a tab, what its file holds

  // Nothing when there is no such process, it is no supervisor, or may not be looked at.
  static std::vector<Supervised> find(pid_t pid);
  static std::vector<Supervised> find_all();

 private:
  MappedMemory memory_;
  const BoardLayout* board_ = nullptr;
};

}  // namespace siding::supervisor
