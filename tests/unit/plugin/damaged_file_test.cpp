// Whatever the bytes of a file are: a sentence, never a crash.
#include <cstring>
#include <random>

#include <doctest/doctest.h>
#include <elf.h>

#include "fixture.hpp"
#include "plugin/elf_image.hpp"
#include "plugin/examined.hpp"
#include "plugin/library.hpp"

namespace siding::plugin {
namespace {

std::span<const std::byte> bytes(const std::string& text) {
  return std::as_bytes(std::span{text});
}

auto look_at(const std::string& contents) {
  return read_contents(bytes(contents), "a.so");
}

// The contents of good.so after `change(header)`.
template <class Change>
std::string with_header(Change change) {
  std::string contents = contents_of(fixture("good"));
  Elf64_Ehdr header;
  std::memcpy(&header, contents.data(), sizeof header);
  change(header);
  std::memcpy(contents.data(), &header, sizeof header);
  return contents;
}

// The same for the first program header of that type.
template <class Change>
std::string with_segment(std::uint32_t type, Change change) {
  std::string contents = contents_of(fixture("good"));
  Elf64_Ehdr header;
  std::memcpy(&header, contents.data(), sizeof header);
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    char* const at = contents.data() + header.e_phoff + i * sizeof(Elf64_Phdr);
    Elf64_Phdr segment;
    std::memcpy(&segment, at, sizeof segment);
    if (segment.p_type != type) continue;
    change(segment);
    std::memcpy(at, &segment, sizeof segment);
    return contents;
  }
  FAIL("good.so has no such segment");
  return contents;
}

// Where the last byte lies that the loader maps.
std::size_t end_of_segments(const std::string& contents) {
  Elf64_Ehdr header;
  std::memcpy(&header, contents.data(), sizeof header);
  std::size_t end = 0;
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    std::memcpy(&segment, contents.data() + header.e_phoff + i * sizeof segment, sizeof segment);
    if (segment.p_type == PT_LOAD) end = std::max<std::size_t>(end, segment.p_offset + segment.p_filesz);
  }
  return end;
}

TEST_SUITE("damaged file") {
  TEST_CASE("an empty file, a text file and other formats are named") {
    CHECK(contains(refusal(look_at("")), "`a.so` is empty"));
    CHECK(contains(refusal(look_at("#!/bin/sh\necho hello\n")), "is a text file, not a shared library"));
    CHECK(contains(refusal(look_at("!<arch>\nfoo.o/")), "is a static library"));
    CHECK(contains(refusal(look_at("\x01\x02\x03\x04")), "it has no ELF header"));
  }

  TEST_CASE("a library for another machine names both") {
    const auto foreign = look_at(with_header([](auto& header) { header.e_machine = EM_SPARCV9; }));
    CHECK(contains(refusal(foreign), "is for machine 43, this host is for "));
    CHECK(code(foreign) == ExitCode::configuration);
    CHECK(contains(refusal(look_at(with_header([](auto& h) { h.e_ident[EI_CLASS] = ELFCLASS32; }))), "not a 64-bit"));
    CHECK(contains(refusal(look_at(with_header([](auto& h) { h.e_ident[EI_DATA] = 3; }))), "byte order"));
  }

  TEST_CASE("a program and an object file are named") {
    CHECK(contains(refusal(look_at(with_header([](auto& h) { h.e_type = ET_EXEC; }))), "is a program"));
    CHECK(contains(refusal(look_at(with_header([](auto& h) { h.e_type = ET_REL; }))), "is an object file"));
  }

  TEST_CASE("offsets and sizes that lie are refused") {
    const auto load = [](auto change) { return refusal(look_at(with_segment(PT_LOAD, change))); };
    CHECK(contains(load([](auto& s) { s.p_filesz = s.p_memsz = 1 << 30; }), "is truncated"));
    CHECK(contains(load([](auto& s) { s.p_offset = ~0ull - 10; }), "is damaged"));
    CHECK(contains(load([](auto& s) { s.p_memsz = 0; }), "smaller in memory than in the file"));
    CHECK(contains(load([](auto& s) { s.p_memsz = ~0ull; }), "too large for any memory"));
    CHECK(contains(load([](auto& s) { s.p_align = 3; }), "not aligned"));
    CHECK(contains(load([](auto& s) { s.p_vaddr += s.p_align * 1000; }), "overlap"));
    CHECK(contains(refusal(look_at(with_segment(PT_NOTE, [](auto& s) { s.p_offset = 1 << 30; }))), "is truncated"));
    CHECK(contains(refusal(look_at(with_segment(PT_DYNAMIC, [](auto& s) { s.p_type = PT_NULL; }))), "nothing of it"));
    CHECK(contains(refusal(look_at(with_header([](auto& h) { h.e_phoff = ~0ull - 8; }))), "program headers"));
    CHECK(contains(refusal(look_at(with_header([](auto& h) { h.e_phnum = 60000; }))), "program headers"));
  }

  TEST_CASE("every size at which a library is cut is refused, up to the end of what is mapped") {
    const Folder folder;
    const std::string whole = contents_of(fixture("good"));
    const std::size_t end = end_of_segments(whole);
    REQUIRE(end < whole.size());

    for (std::size_t size = 0; size < end; size += size < 4096 ? 61 : 509)
      CHECK_FALSE(look_at(whole.substr(0, size)).has_value());
    CHECK_FALSE(look_at(whole.substr(0, end - 1)).has_value());
    CHECK(contains(refusal(inspect(folder.write("cut.so", whole.substr(0, end - 1)), folder.path())), "is truncated"));
  }

  TEST_CASE("a library without its section headers can still be loaded") {
    const Folder folder;
    const std::string whole = contents_of(fixture("good"));

    const auto library = PluginLibrary::load(folder.write("cut.so", whole.substr(0, end_of_segments(whole))), {});

    CHECK_MESSAGE(library.has_value(), refusal(library));
  }

  TEST_CASE("flipped bytes in the headers and the notes never crash") {
    const std::string whole = contents_of(fixture("good"));
    std::mt19937 random{20261122};
    std::uniform_int_distribution<std::size_t> where{0, 0x400};
    unsigned refused = 0;
    for (int round = 0; round < 4000; ++round) {
      std::string contents = whole;
      for (std::size_t flips = 1 + random() % 4; flips > 0; --flips)
        contents[where(random)] = static_cast<char>(random());
      const auto result = look_at(contents);
      refused += result ? 0 : 1;
    }
    CHECK(refused > 1000);
    CHECK(refused < 4000);
  }

  TEST_CASE("flipped bytes anywhere never crash") {
    const std::string whole = contents_of(fixture("origin"));
    std::mt19937 random{7};
    for (int round = 0; round < 500; ++round) {
      std::string contents = whole;
      for (int flips = 0; flips < 200; ++flips)
        contents[64 + random() % (whole.size() - 64)] = static_cast<char>(random());
      const auto image = ElfImage::read(bytes(contents), "a.so");
      if (image) image->uses_origin();
      look_at(contents);
    }
  }
}

}  // namespace
}  // namespace siding::plugin
