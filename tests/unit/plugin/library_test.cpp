#include "plugin/library.hpp"

#include <doctest/doctest.h>
#include <siding/abi.h>

#include "fixture.hpp"

namespace siding::plugin {
namespace {

const std::filesystem::path kFixtures = SIDING_FIXTURES;

std::string inspected(const std::string& name) {
  const auto result = inspect(name + ".so", kFixtures);
  if (!result) CHECK(code(result) == ExitCode::configuration);
  return refusal(result);
}

std::string loaded(const std::string& name) {
  const auto result = PluginLibrary::load(name + ".so", kFixtures);
  if (!result) CHECK(code(result) == ExitCode::configuration);
  return refusal(result);
}

TEST_SUITE("library") {
  TEST_CASE("good is loaded with its handlers in the manifest's order") {
    const auto library = PluginLibrary::load("good.so", kFixtures);

    REQUIRE_MESSAGE(library.has_value(), refusal(library));
    CHECK((*library)->manifest().name == "good");
    CHECK((*library)->file() == std::filesystem::canonical(fixture("good")));
    CHECK((*library)->size() == std::filesystem::file_size(fixture("good")));
    REQUIRE((*library)->handlers().size() == 2);
    CHECK(std::string_view{(*library)->handlers()[0].name.data, 7} == "settled");
    CHECK((*library)->handlers()[1].modes == (SIDING_MODE_SYNC | SIDING_MODE_ASYNC));
    CHECK(((*library)->entry().init != nullptr));
    CHECK(((*library)->entry().shutdown == nullptr));
  }

  TEST_CASE("is a private copy: overwriting the file changes nothing") {
    const Folder folder;
    folder.copy(fixture("good"), "a.so");
    const auto library = PluginLibrary::load("a.so", folder.path());
    REQUIRE_MESSAGE(library.has_value(), refusal(library));

    folder.write("a.so", std::string(std::filesystem::file_size(fixture("good")), '\0'));

    CHECK(std::string_view{(*library)->handlers()[0].name.data, 7} == "settled");
    CHECK((*library)->entry().magic == SIDING_MAGIC);
  }

  TEST_CASE("loaded again under the same name, a changed file is the new one") {
    const Folder folder;
    folder.copy(fixture("good"), "a.so");
    REQUIRE(PluginLibrary::load("a.so", folder.path()).has_value());
    folder.copy(fixture("never_answers"), "a.so");

    const auto library = PluginLibrary::load("a.so", folder.path());

    REQUIRE_MESSAGE(library.has_value(), refusal(library));
    CHECK((*library)->manifest().name == "never_answers");
  }

  TEST_CASE("stays loaded when its owner is gone") {
    const siding_entry* table = nullptr;
    const siding_handler* handlers = nullptr;
    {
      const auto library = PluginLibrary::load("good.so", kFixtures);
      REQUIRE(library.has_value());
      table = &(*library)->entry();
      handlers = table->handlers;
    }
    CHECK(handlers[0].kind == SIDING_KIND_HTTP);
  }

  TEST_CASE("origin finds the library beside it") {
    CHECK(loaded("origin") == "");
  }

  TEST_CASE("missing_library names the library that is missing") {
    CHECK(contains(loaded("missing_library"), "needs the library `libfixture_absent.so`, which can't be opened"));
  }

  TEST_CASE("other_abi_major names both versions and the fix, before anything is loaded") {
    const std::string said = inspected("other_abi_major");
    CHECK(contains(said, "other_abi_major.so` (other_abi_major 1.0.0) is built for ABI 9.4"));
    CHECK(contains(said, "this host is Siding " SIDING_VERSION " (ABI 1.0)"));
    CHECK(contains(said, "build the plugin against the SDK of this host"));
  }

  TEST_CASE("needs_newer_host names both versions and the fix, before anything is loaded") {
    const std::string said = inspected("needs_newer_host");
    CHECK(contains(said, "needs a host of ABI 1.70 or later, this host is Siding " SIDING_VERSION " (ABI 1.0)"));
    CHECK(contains(said, "run it on a newer Siding"));
  }

  TEST_CASE("needs_unknown_extension names the extension, before anything is loaded") {
    const std::string said = inspected("needs_unknown_extension");
    CHECK(contains(said, "needs the extension `siding.teleport/3`, which this host"));
    CHECK_FALSE(contains(said, "siding.core/1`, which"));
  }

  TEST_CASE("no_manifest is not a Siding plugin") {
    CHECK(contains(inspected("no_manifest"), "not a Siding plugin: it has no manifest"));
  }

  TEST_CASE("unknown_kind names handler and kind") {
    CHECK(contains(inspected("unknown_kind"),
                   "unknown_kind.so`: the manifest is wrong: handler `handler`: its kind is 7"));
  }

  TEST_CASE("no_entry names the symbol that is missing") {
    CHECK(inspected("no_entry") == "");
    CHECK(contains(loaded("no_entry"), "exports no `siding_entry_v1`"));
  }

  TEST_CASE("wrong_magic names what it found and what it wants") {
    CHECK(contains(loaded("wrong_magic"), "its magic is 0xdeadbeef, not 0x474e4453"));
  }

  TEST_CASE("short_entry names both sizes") {
    CHECK(contains(loaded("short_entry"), "has an entry of 16 bytes"));
  }

  TEST_CASE("manifest_lies names the handler that differs") {
    CHECK(contains(loaded("manifest_lies"), "contradicts its own manifest: the entry has a handler `delivered`"));
  }

  TEST_CASE("undefined_symbol names the function, readable, and the file") {
    const std::string said = loaded("undefined_symbol");
    CHECK(contains(said, "undefined_symbol.so` needs the symbol `database::connect(char const*)`"));
    CHECK_FALSE(contains(said, "/proc/self/fd"));
  }
}

}  // namespace
}  // namespace siding::plugin
