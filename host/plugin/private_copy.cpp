#include "plugin/private_copy.hpp"

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>

namespace siding::plugin {
namespace {

constexpr unsigned kExecutable = 0x10;  // MFD_EXEC: known since Linux 6.3, wanted where memfds are not executable

Descriptor make_memory_file(const std::string& name) {
  const unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  Descriptor memory{::memfd_create(name.c_str(), flags | kExecutable)};
  if (!memory && errno == EINVAL) return Descriptor{::memfd_create(name.c_str(), flags)};
  return memory;
}

Mistakes refuse(const TrustedFile& file, const std::string& what, const char* fix) {
  return {{.place = {}, .what = "`" + file.path.string() + "` " + what, .fix = fix, .quoted = {}}};
}

Mistakes refuse_errno(const TrustedFile& file, int error) {
  return refuse(file, "can't be copied into memory: " + std::generic_category().message(error),
                "give the process more memory, or raise its limits");
}

}  // namespace

Result<PrivateCopy, Mistakes> PrivateCopy::make(const TrustedFile& file) {
  Descriptor memory = make_memory_file("siding:" + file.path.filename().string().substr(0, 200));
  if (!memory) return refuse_errno(file, errno);
  off_t from = 0;
  while (static_cast<std::uint64_t>(from) < file.size) {
    const ssize_t sent =
        ::sendfile(memory.get(), file.descriptor.get(), &from, file.size - static_cast<std::uint64_t>(from));
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return refuse_errno(file, errno);
    if (sent == 0) return refuse(file, "became shorter while it was read", "wait until it is written, then try again");
  }
  if (::fcntl(memory.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) != 0)
    return refuse_errno(file, errno);
  PrivateCopy copy{std::move(memory)};
  if (file.size == 0) return copy;
  void* const mapped = ::mmap(nullptr, file.size, PROT_READ, MAP_PRIVATE, copy.descriptor_.get(), 0);
  if (mapped == MAP_FAILED) return refuse_errno(file, errno);
  copy.bytes_ = {static_cast<const std::byte*>(mapped), file.size};
  return copy;
}

PrivateCopy::PrivateCopy(PrivateCopy&& other) noexcept
    : descriptor_{std::move(other.descriptor_)}, bytes_{std::exchange(other.bytes_, {})} {}

PrivateCopy::~PrivateCopy() {
  // munmap takes void*; the bytes were mapped by make().
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

std::filesystem::path PrivateCopy::path() const {
  return "/proc/self/fd/" + std::to_string(descriptor_.get());
}

}  // namespace siding::plugin
