// log_lines.hpp - what the host and its plugins log, for tests to read and to wait for.
//
// Threads: all.
#pragma once

#include <condition_variable>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"

namespace siding::integration {

class LogLines {
 public:
  LogLines();
  ~LogLines();

  Logger& logger() { return *logger_; }

  // "error siding: the text" of every line that holds all of the fragments.
  std::vector<std::string> with(std::initializer_list<std::string_view> fragments) const;
  // The same when there are `count` of them. Throws when they do not come.
  std::vector<std::string> wait_for(std::initializer_list<std::string_view> fragments, std::size_t count = 1) const;
  // All of it, to be shown when a check fails.
  std::string text() const { return join(with({})); }

  static std::string join(const std::vector<std::string>& lines);

 private:
  class Sink;

  void add(std::string line);
  std::vector<std::string> find(std::initializer_list<std::string_view> fragments) const;

  mutable std::mutex mutex_;
  mutable std::condition_variable added_;
  std::vector<std::string> lines_;  // guarded by mutex_
  std::shared_ptr<Logger> logger_;
};

}  // namespace siding::integration
