#include "plugin/private_copy.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include "fixture.hpp"

namespace siding::plugin {
namespace {

std::string text_of(const PrivateCopy& copy) {
  return {reinterpret_cast<const char*>(copy.bytes().data()), copy.bytes().size()};
}

TEST_SUITE("private copy") {
  TEST_CASE("stays what it was when the file is overwritten") {
    const Folder folder;
    folder.write("a.so", "before");
    const auto file = TrustedFile::open("a.so", folder.path());
    REQUIRE(file.has_value());
    const auto copy = PrivateCopy::make(*file);
    REQUIRE(copy.has_value());

    folder.write("a.so", "behind");

    CHECK(text_of(*copy) == "before");
    CHECK(contents_of(copy->path()) == "before");
  }

  TEST_CASE("can't be changed through its path") {
    const Folder folder;
    folder.write("a.so", "before");
    const auto copy = PrivateCopy::make(*TrustedFile::open("a.so", folder.path()));
    REQUIRE(copy.has_value());

    std::ofstream{copy->path(), std::ios::in | std::ios::binary} << "behind";

    CHECK(text_of(*copy) == "before");
  }

  TEST_CASE("refuses a file that becomes shorter meanwhile") {
    const Folder folder;
    const auto path = folder.write("a.so", "0123456789");
    const auto file = TrustedFile::open(path, {});
    REQUIRE(file.has_value());
    REQUIRE(::truncate(path.c_str(), 4) == 0);

    CHECK(contains(refusal(PrivateCopy::make(*file)), "became shorter while it was read"));
  }
}

}  // namespace
}  // namespace siding::plugin
