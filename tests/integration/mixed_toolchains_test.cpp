// Plugins of different compilers and languages in one process. The outside ones come
// from tests/sdk_package: a project that has only the installed SDK, by g++ and by clang++.
#include <doctest/doctest.h>

#include "integration/harness/process.hpp"
#include "integration/harness/running_server.hpp"

namespace siding::integration {

namespace {

namespace fs = std::filesystem;

fs::path outside(const std::string& compiler) {
  return fs::path{SIDING_OUTSIDE} / compiler / "plugins" / "outside.so";
}

}  // namespace

TEST_SUITE("mixed toolchains") {
  TEST_CASE("plugins by g++, by clang++ and in C, built in the tree and outside of it, serve in one process") {
    const TempFolder folder;
    folder.copy(kShipped / "hello.so", "plugins");
    folder.copy(kShipped / "hello_c.so", "plugins");
    for (const std::string compiler : {"gcc", "clang"}) {
      REQUIRE_MESSAGE(fs::exists(outside(compiler)), "run this with ctest: sdk_package/", compiler,
                      " builds the plugin");
      folder.copy(outside(compiler), compiler);
      fs::rename(folder.path() / compiler / "outside.so", folder.path() / "plugins" / ("outside_" + compiler + ".so"));
    }
    folder.write("routes.yaml", R"(version: 1
server: { plugin_dir: plugins }
routes:
  - { path: "/gxx/{name}", plugin: hello, handler: offload }
  - { path: "/c/{name}", plugin: hello_c }
  - { path: /outside-gcc, plugin: outside_gcc }
  - { path: /outside-gcc-sync, plugin: outside_gcc, mode: sync }
  - { path: /outside-clang, plugin: outside_clang }
  - { path: /outside-clang-sync, plugin: outside_clang, mode: sync }
)");
    Process process{{"serve", "--port", "0"}, folder.path()};
    Client client{process.wait_for_port()};
    const auto ask = [&](const std::string& target) {
      client.send(get(target));
      const auto response = client.read();
      CHECK(response.status == 200);
      return response.body;
    };

    for (int round = 0; round < 20; ++round) {
      CHECK(ask("/gxx/Ada") == "Hello, Ada!");
      CHECK(ask("/c/Ada") == "Hello, Ada!");
      for (const std::string mode : {"", "-sync"}) {
        CHECK(ask("/outside-gcc" + mode).starts_with("from outside, built by g++"));
        CHECK(ask("/outside-clang" + mode).starts_with("from outside, built by clang"));
      }
    }
  }
}

}  // namespace siding::integration
