#include "integration/harness/gate.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

namespace siding::integration {

namespace {

constexpr unsigned kAll = 1000;  // more than any test holds

}  // namespace

Gate::Gate(const std::filesystem::path& folder, std::string_view name) {
  const std::filesystem::path pipe = folder / name;
  // Open for both ends, so that neither end ever waits for the other to be opened.
  if (::mkfifo(pipe.c_str(), 0600) != 0 || (fd_ = ::open(pipe.c_str(), O_RDWR | O_CLOEXEC)) < 0) {
    throw std::runtime_error("no pipe can be made at " + pipe.string());
  }
}

Gate::~Gate() {
  open(kAll);
  ::close(fd_);
}

void Gate::open(unsigned requests) {
  const std::string bytes(requests, '.');
  if (::write(fd_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
    throw std::runtime_error("the gate does not open");
  }
}

}  // namespace siding::integration
