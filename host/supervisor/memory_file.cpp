#include "supervisor/memory_file.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace siding::supervisor {

Descriptor make_memory_file(const std::string& name, std::size_t size) {
  Descriptor memory{::memfd_create(name.c_str(), MFD_CLOEXEC)};
  if (memory && ::ftruncate(memory.get(), static_cast<off_t>(size)) != 0) return Descriptor{};
  return memory;
}

Descriptor make_memory_file(const std::string& name, std::string_view content) {
  Descriptor memory = make_memory_file(name, std::size_t{0});
  while (memory && !content.empty()) {
    const ssize_t written = ::write(memory.get(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Descriptor{};
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return memory;
}

std::string read_all(int fd) {
  std::string text;
  std::array<char, 16384> space;
  for (;;) {
    const ssize_t size = ::pread(fd, space.data(), space.size(), static_cast<off_t>(text.size()));
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return text;
    text.append(space.data(), static_cast<std::size_t>(size));
  }
}

MappedMemory::MappedMemory(int fd, std::size_t size, bool writable) : size_(size) {
  at_ = ::mmap(nullptr, size, PROT_READ | (writable ? PROT_WRITE : 0), MAP_SHARED, fd, 0);
  if (at_ != MAP_FAILED) return;
  at_ = nullptr;
  size_ = 0;
}

MappedMemory::~MappedMemory() {
  if (at_) ::munmap(at_, size_);
}

}  // namespace siding::supervisor
