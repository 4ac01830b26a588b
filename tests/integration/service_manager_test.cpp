// What systemd is told by `siding serve`, and what it may hand over.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "integration/harness/patience.hpp"
#include "integration/harness/running_server.hpp"
#include "integration/harness/supervised.hpp"
#include "transport/listener.hpp"

namespace siding::integration {

namespace {

// In the environment of what is started meanwhile.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
  ~Variable() { ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

class Manager {
 public:
  Manager() : path_(folder_.path() / "notify") {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    const timeval patience{std::chrono::seconds{kPatience}.count(), 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }

  const std::string& path() const { return path_; }
  // The next one that holds the text.
  std::string wait_for(std::string_view text) const {
    std::array<char, 1024> space;
    for (;;) {
      const ssize_t size = ::recv(socket_.get(), space.data(), space.size(), 0);
      if (size < 0 && errno == EINTR) continue;  // a signal of what another case has set up
      if (size < 0) throw std::runtime_error("the service manager did not hear " + std::string(text));
      const std::string heard{space.data(), static_cast<std::size_t>(size)};
      if (heard.find(text) != heard.npos) return heard;
    }
  }
  bool heard_nothing() const { return ::recv(socket_.get(), nullptr, 0, MSG_DONTWAIT | MSG_PEEK) < 0; }

 private:
  TempFolder folder_;
  std::string path_;
  Descriptor socket_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
};

constexpr std::string_view kTable = "routes: [ { path: /good, plugin: good, handler: quick } ]\n";

// The words of a command in the unit file that ships, with what is different here.
std::vector<std::string> command_of(const std::string& key, const std::map<std::string, std::string>& here) {
  std::ifstream file{SIDING_CONFIG "/deploy/siding.service"};
  std::vector<std::string> words;
  for (std::string line; std::getline(file, line);) {
    if (line.rfind(key + "=", 0) != 0) continue;
    std::istringstream rest{line.substr(key.size() + 1)};
    for (std::string word; rest >> word;) {
      const auto other = here.find(word);
      words.push_back(other == here.end() ? word : other->second);
    }
  }
  REQUIRE(words.size() > 1);
  REQUIRE(words.front() == "/usr/bin/siding");
  words.erase(words.begin());
  return words;
}

}  // namespace

TEST_SUITE("service manager") {
  TEST_CASE("is told when it serves, that its loops drive, of reloads good and bad, and of the end") {
    const Manager manager;
    const Variable socket("NOTIFY_SOCKET", manager.path());
    const Variable watchdog("WATCHDOG_USEC", "150000");
    Supervised supervised{kTable};
    CHECK(manager.wait_for("READY=1").find("STATUS=serving 1 routes") != std::string::npos);
    manager.wait_for("WATCHDOG=1");

    supervised.process().signal(SIGHUP);
    manager.wait_for("RELOADING=1");
    manager.wait_for("READY=1");
    manager.wait_for("WATCHDOG=1");  // by the process that serves now

    supervised.rewrite("no table");
    supervised.process().signal(SIGHUP);
    manager.wait_for("refused");

    supervised.process().signal(SIGTERM);
    manager.wait_for("STOPPING=1");
    CHECK(supervised.process().wait().code == 0);
  }

  TEST_CASE("is not told that a table serves which does not start") {
    const Manager manager;
    const Variable socket("NOTIFY_SOCKET", manager.path());
    const TempFolder folder;
    folder.write("routes.yaml", "version: 1\nroutes: [ { path: /a, plugin: init_fails } ]\n");
    CHECK(run({"serve", "--plugin-dir", kFixtures, "--port", "0"}, folder.path()).code == 78);
    CHECK(manager.heard_nothing());
  }

  TEST_CASE("starts and reloads it by the commands of the unit file that ships") {
    const Manager manager;
    const TempFolder folder;
    const auto table = folder.write("routes.yaml", "version: 1\n" + std::string(kTable));
    auto start = command_of("ExecStart", {{"/etc/siding/routes.yaml", table}});
    start.insert(start.end(), {"--port", "0", "--plugin-dir", kFixtures});
    std::optional<Process> process;
    {
      const Variable socket("NOTIFY_SOCKET", manager.path());
      process.emplace(start);
    }
    manager.wait_for("READY=1");

    CHECK(run(command_of("ExecReload", {{"$MAINPID", std::to_string(process->pid())}})).code == 0);

    manager.wait_for("READY=1");
    process->signal(SIGTERM);
    CHECK(process->wait().code == 0);
  }

  TEST_CASE("hands over the sockets that it has opened") {
    auto opened = transport::Listener::open("127.0.0.1", 0);
    REQUIRE(opened.has_value());
    const std::string port = std::to_string(opened->port());
    ::fcntl(opened->fd(), F_SETFD, 0);
    const TempFolder folder;
    folder.write("routes.yaml", "version: 1\nserver: { listen: \"127.0.0.1:" + port + "\" }\n" + std::string(kTable));
    const std::string fd = std::to_string(opened->fd());
    Process process{{"-c", "exec 3<&" + fd + "; LISTEN_PID=$$ LISTEN_FDS=1 exec " SIDING_BINARY " serve --plugin-dir " +
                               kFixtures.string()},
                    folder.path(),
                    "/bin/sh"};
    Client early{opened->port()};  // waits in the socket
    early.send(get("/good"));
    CHECK(early.read().status == 200);
    CHECK(process.wait_for_port() == opened->port());
  }
}

}  // namespace siding::integration
