// Addresses of a stack as text, by the table of what is mapped where.
#include "dispatch/stack_text.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace siding::dispatch {

namespace {

constexpr auto kMaps =
    "1000-2000 r--p 00000000 fe:01 12   /usr/lib/x86_64-linux-gnu/libc.so.6\n"
    "2000-4000 r-xp 00001000 fe:01 12   /usr/lib/x86_64-linux-gnu/libc.so.6\n"
    "5000-6000 r-xp 00002000 00:01 77   /memfd:siding:article.so (deleted)\n"
    "7000-8000 r-xp 00000000 fe:01 13   /opt/siding/bin/siding\n"
    "9000-a000 rw-p 00000000 00:00 0 \n";

}  // namespace

TEST_SUITE("a stack's text") {
  TEST_CASE("names file and offset, one before the return address") {
    const std::vector<std::uintptr_t> stack{0x2010, 0x5101};
    CHECK(stack_text(stack, kMaps) == "libc.so.6+0x1010 < article.so+0x2100");
  }

  TEST_CASE("ends with the plugin's outermost frame") {
    const std::vector<std::uintptr_t> stack{0x2010, 0x5101, 0x2021, 0x5201, 0x7001, 0x2001};
    CHECK(stack_text(stack, kMaps) == "libc.so.6+0x1010 < article.so+0x2100 < libc.so.6+0x1020 < article.so+0x2200");
  }

  TEST_CASE("is whole when no plugin is in it, and shows what is mapped nowhere") {
    const std::vector<std::uintptr_t> stack{0x2010, 0x9001, 0xb001};
    CHECK(stack_text(stack, kMaps) == "libc.so.6+0x1010 < ?+0x9000 < ?+0xb000");
  }
}

}  // namespace siding::dispatch
