// notifier.hpp - tells the service manager how it goes: sd_notify(3) without its library.
//
// Nothing happens where there is no service manager. Threads: the supervisor's.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace siding::supervisor {

class Notifier {
 public:
  // Takes NOTIFY_SOCKET and WATCHDOG_USEC out of the environment: they are not for what the process starts.
  static Notifier from_environment();

  Notifier() = default;
  Notifier(std::string socket, std::chrono::microseconds watchdog) : socket_(std::move(socket)), watchdog_(watchdog) {}

  void ready(std::string_view status) const { send("READY=1\nSTATUS=" + std::string(status)); }
  void status(std::string_view status) const { send("STATUS=" + std::string(status)); }
  void reloading() const;
  void stopping() const { send("STOPPING=1\nSTATUS=draining"); }
  void alive() const { send("WATCHDOG=1"); }

  // How often alive() should come; 0 = nobody waits for it.
  std::chrono::milliseconds heartbeat() const;

 private:
  void send(const std::string& state) const;

  std::string socket_;  // a path, or "@" and an abstract name; empty = nobody listens
  std::chrono::microseconds watchdog_{0};
};

}  // namespace siding::supervisor
