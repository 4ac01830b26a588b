#include "server/find_supervisor.hpp"

#include <utility>

#include "server/pid_file.hpp"

namespace siding::server {

namespace {

using supervisor::Supervised;

Mistakes none(const std::string& what, std::string fix) {
  return {{ExitCode::unavailable, {}, what, std::move(fix), {}}};
}

Result<Supervised, Mistakes> only(std::vector<Supervised> found, const std::string& which) {
  if (found.size() == 1) return std::move(found.front());
  if (found.empty()) {
    return none("no `siding serve` " + which, "is it running, with a supervisor, and may you look at its process?");
  }
  std::string pids;
  for (const Supervised& one : found)
    pids += (pids.empty() ? "" : ", ") + std::to_string(one.pid) + " (" + one.config + ")";
  return none(std::to_string(found.size()) + " times `siding serve` " + which + ": " + pids, "name one with --pid");
}

}  // namespace

Result<Supervised, Mistakes> find_supervisor(const SupervisorChoice& choice) {
  if (choice.pid) return only(Supervised::find(*choice.pid), "is process " + std::to_string(*choice.pid));
  if (!choice.pid_file.empty()) {
    const auto pid = PidFile::read(choice.pid_file);
    if (!pid)
      return Mistakes{{ExitCode::no_input, {}, "`" + choice.pid_file.string() + "` holds no process number", {}, {}}};
    return only(Supervised::find(*pid), "is process " + std::to_string(*pid));
  }
  auto found = Supervised::find_all();
  if (choice.config.empty()) return only(std::move(found), "is running");
  std::error_code ignored;
  const auto wanted = std::filesystem::weakly_canonical(choice.config, ignored).string();
  std::erase_if(found, [&](const Supervised& one) { return one.config != wanted; });
  return only(std::move(found), "serves " + wanted);
}

}  // namespace siding::server
