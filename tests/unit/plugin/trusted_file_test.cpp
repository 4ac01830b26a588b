#include "plugin/trusted_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.hpp"

namespace siding::plugin {
namespace {

namespace fs = std::filesystem;

void set_mode(const fs::path& path, mode_t mode) {
  REQUIRE(::chmod(path.c_str(), mode) == 0);
}

// Somebody who does not own what this process makes, but for root's.
constexpr Trustee kStranger{54321, 54321};

TEST_SUITE("trusted file") {
  TEST_CASE("opens a file of one's own below a sticky directory") {
    const Folder folder;  // in /tmp
    folder.write("a.so", "12345");

    const auto file = TrustedFile::open("a.so", folder.path());

    REQUIRE_MESSAGE(file.has_value(), refusal(file));
    CHECK(file->size == 5);
    CHECK(file->path == folder.path() / "a.so");
  }

  TEST_CASE("refuses a file that others may write, with the command that mends it") {
    const Folder folder;
    const fs::path path = folder.write("a.so", "x");
    set_mode(path, 0666);

    const auto file = TrustedFile::open(path, folder.path());

    CHECK(code(file) == ExitCode::permission);
    CHECK(contains(refusal(file), "`" + path.string() + "` can be written by others (owner "));
    CHECK(contains(refusal(file), "mode 0666"));
    CHECK(contains(refusal(file), "chmod o-w " + path.string()));
  }

  TEST_CASE("refuses a parent directory that others may write") {
    const Folder folder;
    fs::create_directories(folder.path() / "open" / "inner");
    folder.write("open/inner/a.so", "x");
    set_mode(folder.path() / "open", 0777);

    const auto file = TrustedFile::open("open/inner/a.so", folder.path());

    CHECK(code(file) == ExitCode::permission);
    CHECK(contains(refusal(file), "`" + (folder.path() / "open").string() + "` can be written by others"));
  }

  TEST_CASE("names everything that is wrong on the way at once") {
    const Folder folder;
    fs::create_directory(folder.path() / "open");
    set_mode(folder.path() / "open", 0777);
    set_mode(folder.write("open/a.so", "x"), 0602);

    const auto file = TrustedFile::open("open/a.so", folder.path());

    REQUIRE_FALSE(file.has_value());
    CHECK(file.error().size() == 2);
  }

  TEST_CASE("accepts what the service's own group may write, and refuses other groups") {
    const Folder folder;
    const fs::path path = folder.write("a.so", "x");
    set_mode(path, 0664);
    Trustee trustee = Trustee::current();

    CHECK(TrustedFile::open(path, {}, trustee).has_value());

    if (::getegid() == 0) REQUIRE(::chown(path.c_str(), static_cast<uid_t>(-1), 54321) == 0);
    trustee.group = ::getegid() + 1;
    const auto file = TrustedFile::open(path, {}, trustee);
    CHECK(code(file) == ExitCode::permission);
    CHECK(contains(refusal(file), "can be written by the group"));
    CHECK(contains(refusal(file), "chmod g-w " + path.string()));
  }

  TEST_CASE("refuses a file that belongs to somebody else") {
    const Folder folder;
    const fs::path path = folder.write("a.so", "x");
    const bool root = ::geteuid() == 0;
    if (root) REQUIRE(::chown(path.c_str(), 54322, static_cast<gid_t>(-1)) == 0);

    const auto file = TrustedFile::open(path, {}, root ? Trustee::current() : kStranger);

    CHECK(code(file) == ExitCode::permission);
    CHECK(contains(refusal(file),
                   "`" + path.string() + "` belongs to somebody who is neither root nor the service's user"));
    CHECK(contains(refusal(file), "chown -h root " + path.string()));
  }

  TEST_CASE("refuses a symbolic link out of the plugin directory") {
    const Folder folder;
    const Folder outside;
    const fs::path target = outside.write("a.so", "x");
    fs::create_symlink(target, folder.path() / "a.so");

    const auto file = TrustedFile::open("a.so", folder.path());

    CHECK(code(file) == ExitCode::permission);
    CHECK(contains(refusal(file), "leads out of the plugin directory " + folder.path().string()));
    CHECK(contains(refusal(file), target.string()));
  }

  TEST_CASE("refuses a linked folder, a parent step and an absolute path out of the plugin directory") {
    const Folder folder;
    const Folder outside;
    outside.write("a.so", "x");
    fs::create_directory(folder.path() / "plugins");
    folder.write("b.so", "x");
    fs::create_symlink(outside.path(), folder.path() / "plugins" / "linked");

    CHECK(contains(refusal(TrustedFile::open("linked/a.so", folder.path() / "plugins")), "leads out of"));
    CHECK(contains(refusal(TrustedFile::open("../b.so", folder.path() / "plugins")), "leads out of"));
    CHECK(contains(refusal(TrustedFile::open(outside.path() / "a.so", folder.path())), "leads out of"));
  }

  TEST_CASE("follows links that stay inside, relative and absolute") {
    const Folder folder;
    const fs::path target = folder.write("a-1.2.so", "x");
    fs::create_symlink("a-1.2.so", folder.path() / "a.so");
    fs::create_symlink(folder.path() / "a.so", folder.path() / "b.so");

    const auto file = TrustedFile::open("b.so", folder.path());

    REQUIRE_MESSAGE(file.has_value(), refusal(file));
    CHECK(file->path == target);
  }

  TEST_CASE("checks the folder that a link leads through") {
    const Folder folder;
    fs::create_directory(folder.path() / "open");
    folder.write("open/a.so", "x");
    set_mode(folder.path() / "open", 0777);
    fs::create_symlink("open/a.so", folder.path() / "a.so");

    CHECK(code(TrustedFile::open("a.so", folder.path())) == ExitCode::permission);
  }

  TEST_CASE("refuses a link that belongs to somebody else") {
    const Folder folder;
    folder.write("a.so", "x");
    const fs::path link = folder.path() / "b.so";
    fs::create_symlink("a.so", link);
    const bool root = ::geteuid() == 0;
    if (root) REQUIRE(::lchown(link.c_str(), 54322, static_cast<gid_t>(-1)) == 0);

    const auto file = TrustedFile::open("b.so", folder.path(), root ? Trustee::current() : kStranger);

    CHECK(contains(refusal(file), "`" + link.string() + "` belongs to somebody"));
    CHECK(contains(refusal(file), "chown -h root " + link.string()));
  }

  TEST_CASE("refuses links that lead round in a circle") {
    const Folder folder;
    fs::create_symlink("b.so", folder.path() / "a.so");
    fs::create_symlink("a.so", folder.path() / "b.so");

    CHECK(code(TrustedFile::open("a.so", folder.path())) == ExitCode::configuration);
  }

  TEST_CASE("refuses a file that is not there, and names one that is like it") {
    const Folder folder;
    folder.write("article.so", "x");

    const auto file = TrustedFile::open("artcle.so", folder.path());

    CHECK(code(file) == ExitCode::configuration);
    CHECK(contains(refusal(file), "`" + (folder.path() / "artcle.so").string() + "` does not exist"));
    CHECK(contains(refusal(file), "did you mean `article.so`?"));
  }

  TEST_CASE("refuses a file in the place of a directory") {
    const Folder folder;
    folder.write("a.so", "x");

    CHECK(contains(refusal(TrustedFile::open("a.so/b.so", folder.path())), "does not exist"));
  }

  TEST_CASE("refuses a directory and a pipe, without waiting for its writer") {
    const Folder folder;
    fs::create_directory(folder.path() / "d.so");
    REQUIRE(::mkfifo((folder.path() / "p.so").c_str(), 0600) == 0);

    CHECK(contains(refusal(TrustedFile::open("d.so", folder.path())), "is a directory"));
    CHECK(contains(refusal(TrustedFile::open("p.so", folder.path())), "is not a regular file"));
  }

  TEST_CASE("quotes a strange name in the command") {
    const Folder folder;
    set_mode(folder.write("a b'c.so", "x"), 0666);

    CHECK(contains(refusal(TrustedFile::open("a b'c.so", folder.path())), R"(a b'\''c.so')"));
  }
}

}  // namespace
}  // namespace siding::plugin
