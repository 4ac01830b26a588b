#include "plugin/elf_image.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>

namespace siding::plugin {
namespace {

using Bytes = std::span<const std::byte>;

#if defined(__x86_64__)
constexpr std::uint16_t kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr std::uint16_t kMachine = EM_AARCH64;
#elif defined(__riscv)
constexpr std::uint16_t kMachine = EM_RISCV;
#elif defined(__powerpc64__)
constexpr std::uint16_t kMachine = EM_PPC64;
#elif defined(__s390x__)
constexpr std::uint16_t kMachine = EM_S390;
#elif defined(__loongarch__)
constexpr std::uint16_t kMachine = EM_LOONGARCH;
#else
#error "name this machine's ELF number here"
#endif

constexpr unsigned char kByteOrder = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
constexpr std::uint64_t kAddressSpace = std::uint64_t{1} << 47;  // bytes; more than any process has
constexpr const char* kCopyAgain = "copy it again, or build it again";
constexpr const char* kBuildHere = "build the plugin on, or for, this machine";

std::string machine_name(std::uint16_t machine) {
  switch (machine) {
    case EM_X86_64:
      return "x86-64";
    case EM_AARCH64:
      return "AArch64";
    case EM_386:
      return "x86 (32-bit)";
    case EM_ARM:
      return "Arm (32-bit)";
    case EM_RISCV:
      return "RISC-V";
    case EM_PPC64:
      return "POWER";
    case EM_S390:
      return "IBM Z";
    default:
      return "machine " + std::to_string(machine);
  }
}

Mistakes refuse(const std::string& file, const std::string& what, const char* fix) {
  return {{.place = {}, .what = "`" + file + "` " + what, .fix = fix, .quoted = {}}};
}

// A copy of the T at `offset`; nullopt beyond the end.
template <class T>
std::optional<T> copy_at(Bytes bytes, std::uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

bool within(Bytes bytes, std::uint64_t offset, std::uint64_t size) {
  return offset <= bytes.size() && size <= bytes.size() - offset;
}

std::string_view text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool looks_like_text(std::string_view head) {
  return std::none_of(head.begin(), head.end(), [](unsigned char c) {
    return c == 0x7f || (c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f');
  });
}

// What a file without the ELF magic is instead.
std::string foreign_format(std::string_view bytes) {
  if (bytes.starts_with("!<arch>\n")) return "is a static library, not a shared one";
  if (bytes.starts_with("MZ")) return "is a Windows library";
  if (looks_like_text(bytes.substr(0, 256))) return "is a text file, not a shared library";
  return "is not a shared library: it has no ELF header";
}

std::string truncated(std::uint64_t needed, std::uint64_t present) {
  return "is truncated: its contents go on to byte " + std::to_string(needed) + ", the file ends at " +
         std::to_string(present);
}

std::string kind_name(std::uint16_t type) {
  switch (type) {
    case ET_REL:
      return "is an object file, not a shared library";
    case ET_EXEC:
      return "is a program, not a shared library";
    case ET_CORE:
      return "is a core dump, not a shared library";
    default:
      return "is not a shared library";
  }
}

Result<Elf64_Ehdr, Mistakes> read_header(Bytes bytes, const std::string& file) {
  if (bytes.empty()) return refuse(file, "is empty", kCopyAgain);
  if (!text(bytes).starts_with(std::string_view{ELFMAG, SELFMAG}))
    return refuse(file, foreign_format(text(bytes)), "name the .so that siding_add_plugin builds");
  const auto header = copy_at<Elf64_Ehdr>(bytes, 0);
  if (!header) return refuse(file, truncated(sizeof(Elf64_Ehdr), bytes.size()), kCopyAgain);
  if (header->e_ident[EI_CLASS] != ELFCLASS64) return refuse(file, "is not a 64-bit library, this host is", kBuildHere);
  if (header->e_ident[EI_DATA] != kByteOrder)
    return refuse(file, "has the other byte order than this machine", kBuildHere);
  if (header->e_machine != kMachine) {
    return refuse(file, "is for " + machine_name(header->e_machine) + ", this host is for " + machine_name(kMachine),
                  kBuildHere);
  }
  if (header->e_type != ET_DYN) return refuse(file, kind_name(header->e_type), "link it with -shared");
  return *header;
}

// The reason why a segment of `file_size` bytes can't be mapped; empty when it can.
std::string damage(const Elf64_Phdr& segment, std::uint64_t previous_end) {
  if (segment.p_memsz < segment.p_filesz) return "is damaged: a segment is smaller in memory than in the file";
  if (segment.p_vaddr > kAddressSpace || segment.p_memsz > kAddressSpace)
    return "is damaged: a segment is too large for any memory";
  if (segment.p_vaddr < previous_end) return "is damaged: its segments overlap";
  if (!std::has_single_bit(segment.p_align) || (segment.p_vaddr - segment.p_offset) % segment.p_align != 0)
    return "is damaged: a segment is not aligned";
  return {};
}

// Bounds of everything that the loader follows blindly.
std::optional<Mistakes> check_segments(Bytes bytes, const std::vector<Elf64_Phdr>& segments, const std::string& file) {
  std::uint64_t end = 0;
  bool loads = false;
  bool links = false;
  for (const Elf64_Phdr& segment : segments) {
    const bool load = segment.p_type == PT_LOAD;
    if (!load && segment.p_type != PT_DYNAMIC && segment.p_type != PT_NOTE) continue;
    if (segment.p_offset > std::numeric_limits<std::uint64_t>::max() - segment.p_filesz)
      return refuse(file, "is damaged: a segment lies beyond any file", kCopyAgain);
    if (!within(bytes, segment.p_offset, segment.p_filesz))
      return refuse(file, truncated(segment.p_offset + segment.p_filesz, bytes.size()), kCopyAgain);
    links = links || segment.p_type == PT_DYNAMIC;
    if (!load) continue;
    if (const std::string reason = damage(segment, end); !reason.empty()) return refuse(file, reason, kCopyAgain);
    end = segment.p_vaddr + segment.p_memsz;
    loads = true;
  }
  if (!loads || !links) return refuse(file, "is not a shared library: nothing of it can be loaded", kCopyAgain);
  return std::nullopt;
}

std::uint64_t padded(std::uint64_t size, std::uint64_t alignment) {
  return (size + alignment - 1) / alignment * alignment;
}

}  // namespace

ElfImage::ElfImage(Bytes bytes, std::vector<Elf64_Phdr> segments) : bytes_{bytes}, segments_{std::move(segments)} {}

Result<ElfImage, Mistakes> ElfImage::read(Bytes bytes, const std::string& file) {
  const auto header = read_header(bytes, file);
  if (!header) return header.error();
  if (header->e_phentsize != sizeof(Elf64_Phdr))
    return refuse(file, "is damaged: its program headers have a size of their own", kCopyAgain);
  std::vector<Elf64_Phdr> segments;
  for (std::uint64_t i = 0; i < header->e_phnum; ++i) {
    const std::uint64_t offset = header->e_phoff + i * sizeof(Elf64_Phdr);
    const auto segment = offset < header->e_phoff ? std::nullopt : copy_at<Elf64_Phdr>(bytes, offset);
    if (!segment) return refuse(file, "is truncated: its program headers are not in the file", kCopyAgain);
    segments.push_back(*segment);
  }
  if (auto mistakes = check_segments(bytes, segments, file)) return std::move(*mistakes);
  return ElfImage{bytes, std::move(segments)};
}

Bytes ElfImage::contents(const Elf64_Phdr& segment) const {
  return bytes_.subspan(segment.p_offset, segment.p_filesz);
}

std::vector<std::string_view> ElfImage::notes(std::string_view owner, std::uint32_t type) const {
  std::vector<std::string_view> found;
  for (const Elf64_Phdr& segment : segments_) {
    if (segment.p_type != PT_NOTE) continue;
    const Bytes all = contents(segment);
    const std::uint64_t alignment = segment.p_align == 8 ? 8 : 4;
    for (std::uint64_t at = 0; const auto note = copy_at<Elf64_Nhdr>(all, at);) {
      const std::uint64_t name_at = at + sizeof(Elf64_Nhdr);  // sizes are 32-bit: no sum overflows
      const std::uint64_t text_at = padded(name_at + note->n_namesz, alignment);
      if (!within(all, name_at, note->n_namesz) || !within(all, text_at, note->n_descsz)) break;
      const std::string_view name = text(all.subspan(name_at, note->n_namesz));
      if (note->n_type == type && name.substr(0, name.find('\0')) == owner)
        found.push_back(text(all.subspan(text_at, note->n_descsz)));
      at = padded(text_at + note->n_descsz, alignment);
    }
  }
  return found;
}

std::optional<std::uint64_t> ElfImage::file_offset(std::uint64_t address) const {
  for (const Elf64_Phdr& segment : segments_) {
    if (segment.p_type == PT_LOAD && address >= segment.p_vaddr && address - segment.p_vaddr < segment.p_filesz)
      return segment.p_offset + (address - segment.p_vaddr);
  }
  return std::nullopt;
}

std::string_view ElfImage::string_at(std::uint64_t table, std::uint64_t table_size, std::uint64_t index) const {
  const auto offset = file_offset(table);
  if (!offset || !within(bytes_, *offset, table_size) || index >= table_size) return {};
  const std::string_view rest = text(bytes_.subspan(*offset, table_size)).substr(index);
  return rest.substr(0, rest.find('\0'));
}

bool ElfImage::uses_origin() const {
  std::uint64_t table = 0;
  std::uint64_t table_size = 0;
  std::vector<std::uint64_t> strings;
  for (const Elf64_Phdr& segment : segments_) {
    if (segment.p_type != PT_DYNAMIC) continue;
    for (std::uint64_t at = 0; const auto item = copy_at<Elf64_Dyn>(contents(segment), at); at += sizeof *item) {
      if (item->d_tag == DT_NULL) break;
      if (item->d_tag == DT_STRTAB) table = item->d_un.d_ptr;
      if (item->d_tag == DT_STRSZ) table_size = item->d_un.d_val;
      if (item->d_tag == DT_RPATH || item->d_tag == DT_RUNPATH || item->d_tag == DT_NEEDED)
        strings.push_back(item->d_un.d_val);
    }
  }
  return std::any_of(strings.begin(), strings.end(), [&](std::uint64_t index) {
    const std::string_view string = string_at(table, table_size, index);
    return string.find("$ORIGIN") != std::string_view::npos || string.find("${ORIGIN}") != std::string_view::npos;
  });
}

}  // namespace siding::plugin
