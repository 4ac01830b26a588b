// quarantine_book.hpp - which routes have crashed the serving process, and which are out of service for it.
//
// A route that was blamed `quarantine_after` times within the window is in
// quarantine: the serving process answers 503 for it, and after a time tries one
// request. A crash of that doubles the time, a success ends it.
// Owner: Supervisor. Threads: its only one. Bounds: what CrashPage can tell.
#pragma once

#include <chrono>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/crash_page.hpp"
#include "supervisor/options.hpp"

namespace siding::supervisor {

class QuarantineBook {
 public:
  using Time = std::chrono::steady_clock::time_point;

  void use(const SupervisorOptions& options) { options_ = options; }

  // The route has crashed its process. For how long it is in quarantine now; zero: not yet.
  std::chrono::nanoseconds blame(const std::string& route, Time now);
  void forget() { routes_.clear(); }

  // What the next serving process needs to know.
  void write(std::span<CrashPage::Quarantined> to) const;
  // What became of them.
  void learn(std::span<const CrashPage::Quarantined> from);
  std::vector<std::string> quarantined() const;

 private:
  struct Record {
    std::vector<Time> crashes;          // within the window, oldest first
    std::chrono::nanoseconds lasts{0};  // of the quarantine now, or of the one before
    bool quarantined = false;
    Time until{};
    Time last{};
  };

  static constexpr std::chrono::nanoseconds kLongest = std::chrono::minutes{30};
  static constexpr std::chrono::nanoseconds kRemembered = std::chrono::hours{1};

  SupervisorOptions options_;
  std::map<std::string, Record> routes_;
};

}  // namespace siding::supervisor
