// memory_file.hpp - memory that several processes share, and that is found in /proc/PID/fd by its name.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/crash_page.hpp"
#include "base/descriptor.hpp"

namespace siding::supervisor {

// A memfd of that name and size; without an owner when the system refuses.
Descriptor make_memory_file(const std::string& name, std::size_t size);
Descriptor make_memory_file(const std::string& name, std::string_view content);
std::string read_all(int fd);  // from its beginning

// A T that begins in zeroes, mapped from a memory file. Null when the system refuses.
class MappedMemory {
 public:
  MappedMemory() = default;
  MappedMemory(int fd, std::size_t size, bool writable = true);
  MappedMemory(MappedMemory&& other) noexcept
      : at_(std::exchange(other.at_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  MappedMemory& operator=(MappedMemory&& other) noexcept {
    std::swap(at_, other.at_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~MappedMemory();

  template <class T>
  T* as() const {
    return size_ >= sizeof(T) ? static_cast<T*>(at_) : nullptr;
  }

 private:
  void* at_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace siding::supervisor
