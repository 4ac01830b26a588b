#include "integration/harness/supervised.hpp"

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "integration/harness/patience.hpp"
#include "integration/harness/running_server.hpp"

namespace siding::integration {

namespace {

std::vector<std::string> arguments(const std::filesystem::path& table, const std::vector<std::string>& more) {
  std::vector<std::string> all{"serve", "-c", table, "--plugin-dir", kFixtures, "--port", "0", "--loops", "2"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

std::vector<pid_t> children_of(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/task/" + std::to_string(pid) + "/children");
  std::vector<pid_t> children;
  for (pid_t child = 0; file >> child;) children.push_back(child);
  return children;
}

}  // namespace

Supervised::Supervised(std::string_view yaml, const std::vector<std::string>& more)
    : table_(write(yaml)), process_(arguments(table_, more)), port_(process_.wait_for_port()) {}

std::filesystem::path Supervised::write(std::string_view yaml) const {
  std::string text = "version: 1\n" + std::string(yaml);
  for (auto at = text.find("{folder}"); at != text.npos; at = text.find("{folder}")) {
    text.replace(at, 8, folder_.path().string());
  }
  return folder_.write("routes.yaml", text);
}

Response Supervised::ask(const std::string& request) const {
  Client client{port_};
  client.send(request);
  return client.read();
}

bool Supervised::is_answered(const std::string& request) const {
  Client client{port_};
  client.send(request);
  try {
    client.read();
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

pid_t Supervised::serving(pid_t before) const {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < until) {
    const auto children = children_of(process_.pid());
    if (children.size() == 1 && children.front() != before) return children.front();
    std::this_thread::yield();
  }
  throw std::runtime_error("there is no other serving process");
}

}  // namespace siding::integration
