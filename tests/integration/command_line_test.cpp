// What `siding` says and exits with, command by command.
#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fstream>

#include "integration/harness/process.hpp"
#include "integration/harness/running_server.hpp"

namespace siding::integration {

namespace {

namespace json = boost::json;

const std::string kGood = R"(version: 1
routes:
  - { name: greeting, path: "/hello/{name}", plugin: hello, handler: sync, timeout: 2s, max_in_flight: 5 }
  - { path: /echo, methods: [POST], plugin: echo, body: 64KiB }
)";

bool says(const std::string& text, std::string_view fragment) {
  return text.find(fragment) != text.npos;
}

// A socket of the test that listens on a port.
class Occupied {
 public:
  Occupied() : fd_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    REQUIRE(::bind(fd_, any, size) == 0);
    REQUIRE(::listen(fd_, 1) == 0);
    REQUIRE(::getsockname(fd_, any, &size) == 0);
    port_ = ntohs(address.sin_port);
  }
  ~Occupied() { ::close(fd_); }
  Occupied(const Occupied&) = delete;
  Occupied& operator=(const Occupied&) = delete;

  std::string port() const { return std::to_string(port_); }

 private:
  int fd_;
  std::uint16_t port_ = 0;
};

}  // namespace

TEST_SUITE("command line") {
  TEST_CASE("-V tells the version, the plugin ABI and how it was built") {
    const Ended ended = run({"-V"});
    CHECK(ended.code == 0);
    CHECK(ended.out.starts_with("siding " SIDING_VERSION "\nplugin ABI 1.0\nbuilt with "));
    CHECK(says(ended.out, "Boost 1."));
  }

  TEST_CASE("--help tells every command, none and an unknown one are exit code 64") {
    const Ended help = run({"--help"});
    CHECK(help.code == 0);
    for (const auto* command : {"serve", "check", "routes", "plugins"}) CHECK(says(help.out, command));
    CHECK(run({}).code == 64);
    CHECK(run({"sevre"}).code == 64);
    const Ended option = run({"serve", "--prot", "80"});
    CHECK(option.code == 64);
    CHECK(says(option.err, "--prot"));
    CHECK(run({"serve", "--port", "many"}).code == 64);
    CHECK(run({"serve", "--port", "65536"}).code == 64);
  }

  TEST_CASE("check and serve -t accept a good table and load its plugins") {
    const TempFolder folder;
    folder.write("routes.yaml", kGood);
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"check"}, {"check", "--init"}, {"serve", "-t"}, {"check", "-c", "./routes.yaml"}}) {
      const Ended ended = run(command, folder.path());
      CAPTURE(ended.err);
      CHECK(ended.code == 0);
      CHECK(says(ended.out, "routes.yaml: ok, 2 routes, 2 plugins"));
    }
  }

  TEST_CASE("check says which plugins are out by `on_error: disable`") {
    const TempFolder folder;
    folder.write("routes.yaml", R"(version: 1
plugins: { wrong_magic: { on_error: disable }, other_abi_major: { on_error: disable } }
routes:
  - { path: /a, plugin: other_abi_major }
  - { path: /b, plugin: wrong_magic }
)");
    const Ended ended = run({"check", "--plugin-dir", kFixtures}, folder.path());
    CAPTURE(ended.err);
    CHECK(ended.code == 0);
    CHECK(says(ended.err, "other_abi_major.so"));
    CHECK(says(ended.err, "wrong_magic.so"));
  }

  TEST_CASE("check survives a plugin that crashes when it is loaded") {
    const TempFolder folder;
    folder.write("routes.yaml", "version: 1\nroutes: [ { path: /a, plugin: crashes_on_load } ]\n");
    const Ended ended = run({"check", "--plugin-dir", kFixtures}, folder.path());
    CHECK(ended.code == 78);
    CHECK(says(ended.err, "crashes_on_load.so"));
  }

  TEST_CASE("check --init finds what only init knows") {
    const TempFolder folder;
    folder.write("routes.yaml", "version: 1\nroutes: [ { path: /a, plugin: init_fails } ]\n");
    CHECK(run({"check", "--plugin-dir", kFixtures}, folder.path()).code == 0);
    const Ended ended = run({"check", "--init", "--plugin-dir", kFixtures}, folder.path());
    CHECK(ended.code == 78);
    CHECK(says(ended.err, "no database at db.example"));
  }

  TEST_CASE("routes lists the table for people, and as JSON") {
    const TempFolder folder;
    folder.write("routes.yaml", kGood);
    const Ended table = run({"routes"}, folder.path());
    CHECK(table.code == 0);
    CHECK(table.out.starts_with("PATH "));
    for (const auto* cell : {"/hello/{name}", "GET", "hello", "sync", "2s", "in flight 5", "routes.yaml:3", "POST",
                             "body 64KiB", "routes.yaml:4"}) {
      CAPTURE(cell);
      CHECK(says(table.out, cell));
    }

    const Ended text = run({"routes", "--json"}, folder.path());
    CHECK(text.code == 0);
    const json::value routes = json::parse(text.out);
    REQUIRE(routes.as_array().size() == 2);
    CHECK(routes.at(0).at("name") == "greeting");
    CHECK(routes.at(0).at("mode") == "sync");
    CHECK(routes.at(0).at("timeout_ms") == 2000);
    CHECK(routes.at(0).at("max_in_flight") == 5);
    CHECK(routes.at(1).at("methods") == json::parse(R"(["POST"])"));
    CHECK(routes.at(1).at("handler") == "echo");
    CHECK(routes.at(1).at("body_limit") == 65536);
  }

  TEST_CASE("plugins inspect tells name, version, ABI, handlers and modes") {
    const Ended text = run({"plugins", "inspect", kShipped / "hello.so"});
    CHECK(text.code == 0);
    for (const auto* word : {"hello", "1.0.0", "needs a host of 1.0", "sync", "async", "offload"})
      CHECK(says(text.out, word));

    const Ended as_json = run({"plugins", "inspect", "--json", kShipped / "hello_c.so"});
    CHECK(as_json.code == 0);
    const json::value report = json::parse(as_json.out);
    CHECK(report.at("name") == "hello_c");
    CHECK(report.at("handlers").at(0).at("name") == "hello");
  }

  TEST_CASE("plugins inspect of a broken file is a sentence and exit code 78") {
    const TempFolder folder;
    const auto text = folder.write("text.so", "not a library\n");
    const auto truncated = folder.copy(kShipped / "hello.so");
    std::filesystem::resize_file(truncated, 5000);
    const std::pair<std::string, std::string> files[]{{text, "is a text file"},
                                                      {truncated, "is truncated"},
                                                      {folder.path() / "none.so", "does not exist"},
                                                      {kFixtures / "crashes_on_load.so", "crashed with signal"}};
    for (const auto& [file, sentence] : files) {
      CAPTURE(file);
      const Ended ended = run({"plugins", "inspect", file});
      CHECK(ended.code == 78);
      CHECK(ended.signal == 0);
      CHECK(says(ended.err, file));
      CHECK(says(ended.err, sentence));
    }
  }

  TEST_CASE("a missing file is 66, no YAML is 65") {
    const TempFolder folder;
    for (const auto* command : {"serve", "check", "routes"}) {
      CAPTURE(command);
      const Ended missing = run({command, "-c", "nowhere.yaml"}, folder.path());
      CHECK(missing.code == 66);
      CHECK(says(missing.err, "nowhere.yaml"));
    }
    folder.write("routes.yaml", "version: 1\nroutes: [ {\n");
    const Ended broken = run({"check"}, folder.path());
    CHECK(broken.code == 65);
    CHECK(says(broken.err, "routes.yaml:"));
  }

  TEST_CASE("all mistakes of a file are told at once, each with its place, and the code is 78") {
    const TempFolder folder;
    folder.write("routes.yaml", R"(version: 1
server: { prot: 80 }
defaults: { timeout: 30 }
routes:
  - { path: /a, plugin: hello, handler: snyc }
  - { path: /a, plugin: echo }
  - { path: /b, plugin: hello, handler: sync, mode: async }
  - { path: /c, plugin: nobody }
)");
    const Ended ended = run({"check"}, folder.path());
    CAPTURE(ended.err);
    CHECK(ended.code == 78);
    for (const auto* place : {"routes.yaml:2:11", "routes.yaml:3:22"}) CHECK(says(ended.err, place));
    CHECK(says(ended.err, "routes.yaml:6"));
    CHECK(says(ended.err, "routes.yaml:5"));
    CHECK(says(ended.err, " mistakes\n"));
  }

  TEST_CASE("mistakes that the plugins show are told at once as well") {
    const TempFolder folder;
    folder.write("routes.yaml", R"(version: 1
routes:
  - { path: /a, plugin: hello, handler: snyc }
  - { path: /b, plugin: hello, handler: sync, mode: async }
  - { path: /c, plugin: nobody }
)");
    const Ended ended = run({"check"}, folder.path());
    CAPTURE(ended.err);
    CHECK(ended.code == 78);
    CHECK(says(ended.err, "did you mean `sync`"));
    CHECK(says(ended.err, "can't run as `async`"));
    CHECK(says(ended.err, "nobody.so"));
    CHECK(says(ended.err, "3 mistakes\n"));
  }

  TEST_CASE("a taken port is 69, and the message names address and process") {
    const TempFolder folder;
    folder.write("routes.yaml", kGood);
    const Occupied occupied;
    const Ended ended = run({"serve", "--port", occupied.port()}, folder.path());
    CAPTURE(ended.err);
    CHECK(ended.code == 69);
    CHECK(says(ended.err, "127.0.0.1:" + occupied.port()));
    CHECK(says(ended.err, "(process " + std::to_string(::getpid()) + ")"));
  }

  TEST_CASE("a plugin or a folder above it that others may write is 77, with the command that mends it") {
    namespace fs = std::filesystem;
    const TempFolder folder;
    folder.write("routes.yaml", "version: 1\nroutes: [ { path: /a, plugin: echo } ]\n");
    const fs::path plugin = folder.copy(kShipped / "echo.so", "plugins");
    const std::string plugins = folder.path() / "plugins";
    CHECK(run({"check", "--plugin-dir", plugins}, folder.path()).code == 0);

    for (const fs::path& path : {plugin, plugin.parent_path()}) {
      CAPTURE(path);
      fs::permissions(path, fs::perms::others_write, fs::perm_options::add);
      for (const auto* command : {"check", "serve"}) {
        const Ended ended = run({command, "--plugin-dir", plugins}, folder.path());
        CHECK(ended.code == 77);
        CHECK(says(ended.err, "chmod o-w " + path.string()));
      }
      fs::permissions(path, fs::perms::others_write, fs::perm_options::remove);
    }

    fs::rename(plugin, folder.path() / "elsewhere.so");
    fs::create_symlink(folder.path() / "elsewhere.so", plugin);
    const Ended ended = run({"check", "--plugin-dir", plugins}, folder.path());
    CHECK(ended.code == 77);
    CHECK(says(ended.err, "leads out of the plugin directory"));
  }
}

}  // namespace siding::integration
