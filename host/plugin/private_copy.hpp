// private_copy.hpp - the bytes of a file as they were once, in memory, sealed.
//
// Loading this copy, not the file, makes overwriting the file harmless: a
// loaded library whose file changes ends in SIGBUS.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "base/descriptor.hpp"
#include "base/mistake.hpp"
#include "base/result.hpp"
#include "plugin/trusted_file.hpp"

namespace siding::plugin {

class PrivateCopy {
 public:
  // Fails when the file changes meanwhile, or the system lacks the memory for it.
  static Result<PrivateCopy, Mistakes> make(const TrustedFile& file);

  PrivateCopy(PrivateCopy&& other) noexcept;
  PrivateCopy& operator=(PrivateCopy&&) = delete;
  ~PrivateCopy();

  std::span<const std::byte> bytes() const { return bytes_; }

  // A path that opens the copy as long as its descriptor is open.
  std::filesystem::path path() const;

  // Keeps the descriptor open for ever: the name of a loaded library must never
  // mean other bytes.
  void keep() { descriptor_.release(); }

 private:
  explicit PrivateCopy(Descriptor descriptor) : descriptor_{std::move(descriptor)} {}

  Descriptor descriptor_;
  std::span<const std::byte> bytes_;
};

}  // namespace siding::plugin
