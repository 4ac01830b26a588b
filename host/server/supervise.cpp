#include "server/supervise.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

#include "base/process_log.hpp"
#include "dispatch/stack_text.hpp"
#include "server/open_listener.hpp"
#include "server/pid_file.hpp"
#include "server/report_mistakes.hpp"
#include "supervisor/supervisor.hpp"

namespace siding::server {

namespace {

using transport::Listener;

constexpr int kFirstPassed = 3;  // of the sockets that a service manager opens

// sd_listen_fds(3). The variables are not for what this process starts.
std::vector<Listener> passed_sockets() {
  const auto number = [](const char* name) {
    const char* const value = std::getenv(name);
    return value ? std::atoi(value) : 0;
  };
  const bool for_us = number("LISTEN_PID") == ::getpid();
  const int count = for_us ? number("LISTEN_FDS") : 0;
  for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) ::unsetenv(name);
  std::vector<Listener> passed;
  for (int fd = kFirstPassed; fd < kFirstPassed + count; ++fd) {
    if (auto listener = Listener::adopt(fd)) passed.push_back(std::move(*listener));
  }
  return passed;
}

// The addresses of the table, by what is written for them. Sockets stay open from one plan to the next.
class TablePlanner final : public supervisor::Planner {
 public:
  TablePlanner(std::filesystem::path file, const config::Overrides& overrides)
      : file_(std::move(file)), overrides_(overrides), passed_(passed_sockets()) {}

  Result<supervisor::Plan, Mistakes> plan() override {
    auto text = config::read_file(file_);
    if (!text) return text.error();
    const auto configuration = load_configuration_text(*text, file_, overrides_);
    if (!configuration) return configuration.error();
    planned_.clear();
    opened_.clear();
    Mistakes mistakes;
    const auto add = [&](const config::Listen& listen, const AddressKey& key) {
      const Mistakes more = find_or_open(listen, key);
      mistakes.insert(mistakes.end(), more.begin(), more.end());
    };
    for (const config::Listen& listen : configuration->listen) add(listen, kListenKey);
    if (configuration->admin) add(*configuration->admin, kAdminKey);
    if (!mistakes.empty()) return mistakes;
    log = configuration->log;
    return supervisor::Plan{std::move(*text), planned_, configuration->supervisor, configuration->shutdown_timeout};
  }

  void adopted() override {
    for (auto& [key, listener] : opened_) open_.insert_or_assign(key, std::move(listener));
    opened_.clear();
    std::erase_if(open_, [&](const auto& one) { return !is_planned(one.second.fd()); });
  }
  void refused() override { opened_.clear(); }
  void stopped() override {
    open_.clear();
    opened_.clear();
    passed_.clear();
  }

  LogOptions log;  // of the last plan

 private:
  // An address may be written more than once where its port is 0.
  using Key = std::pair<std::string, std::size_t>;

  Mistakes find_or_open(const config::Listen& listen, const AddressKey& address_key) {
    const std::string address = listen.to_string();
    std::size_t same = 0;
    for (const supervisor::Socket& socket : planned_) same += socket.address == address ? 1 : 0;
    const Key key{address, same};
    const auto found = open_.find(key);
    if (found != open_.end()) {
      planned_.push_back({address, found->second.fd()});
      return {};
    }
    auto listener = take_passed(listen);
    if (!listener) listener = open_listener(listen, address_key);
    if (!listener) return listener.error();
    planned_.push_back({address, listener->fd()});
    opened_.emplace(key, std::move(*listener));
    return {};
  }

  Result<Listener, Mistakes> take_passed(const config::Listen& listen) {
    for (auto one = passed_.begin(); one != passed_.end(); ++one) {
      if (!one->serves(listen.host, listen.port)) continue;
      Listener taken = std::move(*one);
      passed_.erase(one);
      return taken;
    }
    return Mistakes{};
  }

  bool is_planned(int fd) const {
    return std::any_of(planned_.begin(), planned_.end(), [&](const auto& socket) { return socket.fd == fd; });
  }

  const std::filesystem::path file_;
  const config::Overrides& overrides_;
  std::vector<Listener> passed_;  // by the service manager, not asked for yet
  std::map<Key, Listener> open_;
  std::map<Key, Listener> opened_;  // for the plan that was made last
  std::vector<supervisor::Socket> planned_;
};

}  // namespace

ExitCode supervise(const std::filesystem::path& file, const config::Overrides& overrides, const ServeOptions& options,
                   std::function<void(const std::vector<std::string>&)> serves) {
  supervisor::block_signals();
  auto notifier = supervisor::Notifier::from_environment();
  TablePlanner planner(file, overrides);
  auto plan = planner.plan();
  if (!plan) return report(plan.error());
  planner.adopted();
  PidFile pid_file;
  if (const auto mistakes = pid_file.write(options.pid_file); !mistakes.empty()) return report(mistakes);
  const auto log = ProcessLog::open(planner.log);
  if (!log) return report(log.error());
  supervisor::StatusBoard board(file);
  supervisor::Supervisor supervisor(
      {.planner = planner,
       .logger = (*log)->logger(),
       .board = board,
       .notifier = std::move(notifier),
       .stack_text = [](auto stack, auto maps) { return dispatch::stack_text(stack, maps); },
       .command = options.command,
       .serves = std::move(serves),
       .reopen_log = [&] { (*log)->reopen(); }},
      std::move(*plan));
  return supervisor.run();
}

}  // namespace siding::server
