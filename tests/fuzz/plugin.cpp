// A plugin file of any bytes, as `siding plugins inspect` reads it: never a look
// beyond its end, no exception, and what is accepted can be mapped. A file that
// begins with '{' is taken for the manifest alone.
#include <elf.h>

#include <cstring>
#include <exception>
#include <span>
#include <string>

#include "fuzz/harness.hpp"
#include "plugin/elf_image.hpp"
#include "plugin/examined.hpp"
#include "plugin/manifest.hpp"

using namespace siding;
using namespace siding::fuzz;

namespace {

void check(const Mistakes& mistakes) {
  claim(!mistakes.empty(), "a refusal says why");
  for (const Mistake& mistake : mistakes) claim(!to_string(mistake).empty() && !mistake.what.empty(), "in words");
}

bool is_plain(std::string_view text) {
  for (const unsigned char c : text) {
    if (c < 0x20 || c == 0x7F) return false;
  }
  return !text.empty();
}

void check(const plugin::Manifest& manifest) {
  claim(is_plain(manifest.name) && is_plain(manifest.version), "name and version can be printed", manifest.name);
  for (const std::string& need : manifest.needs) claim(is_plain(need), "an extension can be printed", need);
  for (const auto& handler : manifest.handlers) {
    claim(is_plain(handler.name), "a handler's name can be printed", handler.name);
    claim(manifest.find(handler.name) == &handler, "a handler has a name of its own", handler.name);
    claim((handler.modes & static_cast<std::uint32_t>(Mode::sync)) != 0, "any handler may run as sync");
    claim((handler.modes & static_cast<std::uint32_t>(handler.mode)) != 0, "a handler supports its mode");
    claim(handler.metadata.starts_with('{') && handler.metadata.ends_with('}'), "metadata is an object");
  }
}

// Every loadable segment lies within the file, by the ELF specification alone.
void check_segments(std::span<const std::byte> bytes) {
  Elf64_Ehdr header;
  claim(bytes.size() >= sizeof header, "there is a header");
  std::memcpy(&header, bytes.data(), sizeof header);
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    const auto at = header.e_phoff + i * sizeof segment;
    claim(at <= bytes.size() && bytes.size() - at >= sizeof segment, "program headers lie in the file");
    std::memcpy(&segment, bytes.data() + at, sizeof segment);
    if (segment.p_type != PT_LOAD) continue;
    claim(segment.p_offset <= bytes.size() && segment.p_filesz <= bytes.size() - segment.p_offset,
          "what is mapped lies in the file");
  }
}

void check_image(std::span<const std::byte> bytes) {
  const auto image = plugin::ElfImage::read(bytes, "fuzz.so");
  if (!image) return check(image.error());
  check_segments(bytes);
  const auto whole = view(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  for (const auto note : image->notes("siding", 1)) {
    claim(note.data() >= whole.data() && note.data() + note.size() <= whole.data() + whole.size(),
          "a note lies in the file");
  }
  static_cast<void>(image->uses_origin());
}

void check_file(std::span<const std::byte> bytes) {
  check_image(bytes);
  const auto contents = plugin::read_contents(bytes, "fuzz.so");
  if (!contents) return check(contents.error());
  check(contents->manifest);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = view(data, size);
  try {
    if (!text.starts_with('{')) {
      check_file(std::as_bytes(std::span{data, size}));
    } else if (const auto manifest = plugin::parse_manifest(text)) {
      check(*manifest);
    } else {
      check(manifest.error());
    }
  } catch (const std::exception& exception) {
    claim(false, "reading throws nothing", exception.what());
  }
  return 0;
}
