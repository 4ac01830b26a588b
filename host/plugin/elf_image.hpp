// elf_image.hpp - what the loader would use of a shared library, read without loading it.
//
// Threads: immutable once read.
// Bounds:  never looks beyond the bytes given; every offset and count in the
//          file counts as a lie until checked. What read() accepts has its
//          segments within the file, so that mapping it can't end in SIGBUS.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <elf.h>

#include "base/mistake.hpp"
#include "base/result.hpp"

namespace siding::plugin {

class ElfImage {
 public:
  // `bytes` outlive the image; `file` is the name used in sentences. Refuses what
  // is no whole 64-bit shared library for this machine.
  static Result<ElfImage, Mistakes> read(std::span<const std::byte> bytes, const std::string& file);

  // The contents of every note with that owner and type, in the file's order.
  std::vector<std::string_view> notes(std::string_view owner, std::uint32_t type) const;

  // Whether it finds other libraries relative to its own place ($ORIGIN).
  bool uses_origin() const;

 private:
  ElfImage(std::span<const std::byte> bytes, std::vector<Elf64_Phdr> segments);

  std::span<const std::byte> contents(const Elf64_Phdr& segment) const;
  std::optional<std::uint64_t> file_offset(std::uint64_t address) const;
  std::string_view string_at(std::uint64_t table, std::uint64_t table_size, std::uint64_t index) const;

  std::span<const std::byte> bytes_;
  std::vector<Elf64_Phdr> segments_;
};

}  // namespace siding::plugin
