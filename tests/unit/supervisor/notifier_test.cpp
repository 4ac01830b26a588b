#include "supervisor/notifier.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "base/descriptor.hpp"

using namespace siding;
using namespace siding::supervisor;
using namespace std::chrono_literals;

namespace {

// A service manager's ear, with an abstract name.
class Manager {
 public:
  Manager() : name_("@siding-notifier-test-" + std::to_string(::getpid())) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path + 1, name_.data() + 1, name_.size() - 1);
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name_.size());
    REQUIRE(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0);
  }

  const std::string& name() const { return name_; }
  std::string heard() const {
    std::array<char, 1024> space;
    const ssize_t size = ::recv(socket_.get(), space.data(), space.size(), MSG_DONTWAIT);
    return size < 0 ? std::string{} : std::string{space.data(), static_cast<std::size_t>(size)};
  }

 private:
  std::string name_;
  Descriptor socket_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
};

}  // namespace

TEST_SUITE("notifier") {
  TEST_CASE("tells the service manager what sd_notify(3) does") {
    const Manager manager;
    const Notifier notifier(manager.name(), 0us);
    notifier.ready("serving 3 routes");
    CHECK(manager.heard() == "READY=1\nSTATUS=serving 3 routes");
    notifier.reloading();
    CHECK(manager.heard().find("RELOADING=1\nMONOTONIC_USEC=") == 0);
    notifier.alive();
    CHECK(manager.heard() == "WATCHDOG=1");
    notifier.stopping();
    CHECK(manager.heard().find("STOPPING=1") == 0);
  }

  TEST_CASE("takes its variables out of the environment, and beats three times as often as is asked") {
    const Manager manager;
    ::setenv("NOTIFY_SOCKET", manager.name().c_str(), 1);
    ::setenv("WATCHDOG_USEC", "3000000", 1);
    const auto notifier = Notifier::from_environment();
    CHECK(std::getenv("NOTIFY_SOCKET") == nullptr);
    CHECK(std::getenv("WATCHDOG_USEC") == nullptr);
    CHECK(notifier.heartbeat() == 1s);
    notifier.alive();
    CHECK(manager.heard() == "WATCHDOG=1");
  }

  TEST_CASE("is silent where there is no service manager") {
    const Notifier notifier;
    notifier.ready("serving");
    CHECK(notifier.heartbeat() == 0ms);
  }
}
