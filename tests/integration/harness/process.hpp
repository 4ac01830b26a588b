// process.hpp - the built `siding` as a process of its own.
//
// Owner:   the test; ended and reaped with the object, and by the kernel when the
//          test is killed.
// Threads: the test's; two of its own read what the process writes.
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace siding::integration {

// How it ended.
struct Ended {
  int code = -1;   // what it exited with; -1: by a signal
  int signal = 0;  // 0: it exited
  std::string out;
  std::string err;
};

class Process {
 public:
  // Runs `siding arguments...` (or another program of the build tree) in `folder`.
  explicit Process(std::vector<std::string> arguments, const std::string& folder = "/",
                   const std::string& program = SIDING_BINARY);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  void signal(int number) const;

  // The first whole line of either output that holds the text. Throws when it does not come.
  std::string wait_for(std::string_view text);
  // The port of the line "serving http://127.0.0.1:PORT".
  std::uint16_t wait_for_port();
  // The end, by itself. Throws when it does not come.
  Ended wait();

 private:
  struct Output {
    int fd = -1;
    std::string text;
    bool ended = false;
  };

  void follow(Output& output);
  bool reap(bool now);
  std::string everything() const { return out_.text + err_.text; }  // REQUIRES: mutex_

  pid_t pid_ = -1;
  int status_ = 0;
  bool reaped_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  Output out_;  // guarded by mutex_
  Output err_;  // guarded by mutex_
  std::thread out_reader_;
  std::thread err_reader_;
};

// Runs it to its end.
Ended run(std::vector<std::string> arguments, const std::string& folder = "/");

}  // namespace siding::integration
