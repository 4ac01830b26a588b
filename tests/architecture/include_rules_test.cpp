// The include rules on our own tree, and on trees that break each of them.
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "architecture/include_rules.hpp"
#include "architecture/source_file.hpp"

using namespace siding::architecture;

namespace {

std::vector<std::string> violations_below(const std::string& folder) {
  std::vector<std::string> all;
  std::size_t sources = 0;
  for (const SourceFile& file : read_tree(SIDING_SOURCE_DIR, folder)) {
    const bool is_code = file.path.ends_with(".hpp") || file.path.ends_with(".cpp") || file.path.ends_with(".h") ||
                         file.path.ends_with(".c");
    if (!is_code) continue;
    ++sources;
    for (std::string& violation : include_violations(file)) all.push_back(std::move(violation));
  }
  REQUIRE(sources > 0);
  return all;
}

// Those that don't begin with the header of their name.
std::vector<std::string> sources_with_a_late_header(const std::vector<SourceFile>& files) {
  std::set<std::string> headers;
  for (const SourceFile& file : files) {
    if (file.path.ends_with(".hpp")) headers.insert(file.path.substr(0, file.path.size() - 4));
  }
  std::vector<std::string> late;
  for (const SourceFile& file : files) {
    const std::string name = file.path.substr(0, file.path.size() - 4);
    if (!file.path.ends_with(".cpp") || !headers.contains(name)) continue;
    const auto includes = includes_of(file);
    const std::string own = name.substr(std::string_view{"host/"}.size()) + ".hpp";
    if (includes.empty() || includes.front().path != own) late.push_back(file.path + " does not begin with " + own);
  }
  return late;
}

// The one violation of a file with that content.
std::string violation(const std::string& path, const std::string& text) {
  const auto found = include_violations({path, text});
  REQUIRE(found.size() == 1);
  return found.front();
}

void check_none(const std::vector<std::string>& violations) {
  for (const std::string& violation : violations) FAIL_CHECK(violation);
}

}  // namespace

TEST_SUITE("include rules") {
  TEST_CASE("hold in the host") {
    check_none(violations_below("host"));
  }
  TEST_CASE("hold in the SDK") {
    check_none(violations_below("sdk"));
  }
  TEST_CASE("hold in the plugins") {
    check_none(violations_below("plugins"));
  }

  TEST_CASE("let each source of the host show that its header compiles alone") {
    check_none(sources_with_a_late_header(read_tree(SIDING_SOURCE_DIR, "host")));
    const SourceFile header{"host/http/a.hpp", "#pragma once\n"};
    CHECK(sources_with_a_late_header({{"host/http/a.cpp", "#include \"http/a.hpp\"\n#include <string>\n"}, header})
              .empty());
    CHECK(sources_with_a_late_header({{"host/http/a.cpp", "#include <string>\n#include \"http/a.hpp\"\n"}, header})
              .size() == 1);
    CHECK(sources_with_a_late_header({{"host/http/a.cpp", ""}, header}).size() == 1);
    CHECK(sources_with_a_late_header({{"host/http/b.cpp", ""}, header}).empty());
  }

  TEST_CASE("refuse a layer that looks up") {
    CHECK(violation("host/http/request.hpp", "#pragma once\n#include \"server/server.hpp\"\n") ==
          "host/http/request.hpp:2: http may not include server/server.hpp");
    CHECK(violation("host/base/place.cpp", "#include \"http/request.hpp\"\n") ==
          "host/base/place.cpp:1: base may not include http/request.hpp");
  }

  TEST_CASE("keep transport and dispatch apart") {
    CHECK(violation("host/transport/a.cpp", "#include \"dispatch/options.hpp\"\n") ==
          "host/transport/a.cpp:1: transport may not include dispatch/options.hpp");
    CHECK(violation("host/dispatch/a.cpp", "#include \"transport/options.hpp\"\n") ==
          "host/dispatch/a.cpp:1: dispatch may not include transport/options.hpp");
  }

  TEST_CASE("let config see options alone") {
    CHECK(include_violations({"host/config/a.cpp", "#include \"dispatch/options.hpp\"\n"}).empty());
    CHECK(violation("host/config/a.cpp", "#include \"scheduler/event_loop.hpp\"\n") ==
          "host/config/a.cpp:1: config may include the options of a part only, not scheduler/event_loop.hpp");
  }

  TEST_CASE("give each library one owner") {
    CHECK(include_violations({"host/config/a.cpp", "#include <yaml-cpp/yaml.h>\n"}).empty());
    CHECK(violation("host/server/a.cpp", "#include <yaml-cpp/yaml.h>\n") ==
          "host/server/a.cpp:1: server may not include <yaml-cpp/yaml.h>");
    CHECK(violation("host/server/a.cpp", "#include <CLI/CLI.hpp>\n") ==
          "host/server/a.cpp:1: server may not include <CLI/CLI.hpp>");
    CHECK(violation("host/base/a.cpp", "#include <curl/curl.h>\n") == "host/base/a.cpp:1: <curl/curl.h> has no owner");
  }

  TEST_CASE("know no Asio and no Beast") {
    CHECK(violation("host/transport/a.cpp", "#include <boost/asio/buffer.hpp>\n") ==
          "host/transport/a.cpp:1: <boost/asio/buffer.hpp> has no owner");
    CHECK(violation("host/transport/a.cpp", "#include <boost/beast/http/basic_parser.hpp>\n") ==
          "host/transport/a.cpp:1: <boost/beast/http/basic_parser.hpp> has no owner");
  }

  TEST_CASE("give the host the C header of the SDK alone") {
    CHECK(include_violations({"host/plugin/a.cpp", "#include <siding/abi.h>\n"}).empty());
    CHECK(violation("host/plugin/a.cpp", "#include <siding/plugin.hpp>\n") ==
          "host/plugin/a.cpp:1: <siding/plugin.hpp> has no owner");
  }

  TEST_CASE("keep host and libraries out of the SDK") {
    CHECK(violation("sdk/include/siding/task.hpp", "#include \"http/request.hpp\"\n") ==
          "sdk/include/siding/task.hpp:1: the SDK may not include http/request.hpp");
    CHECK(violation("sdk/include/siding/task.hpp", "#include <boost/json.hpp>\n") ==
          "sdk/include/siding/task.hpp:1: the SDK may not include boost/json.hpp");
  }

  TEST_CASE("keep the host out of plugins") {
    CHECK(violation("plugins/echo/echo.cpp", "#include \"http/request.hpp\"\n") ==
          "plugins/echo/echo.cpp:1: a plugin may not include http/request.hpp of the host");
  }

  TEST_CASE("refuse a folder that is no layer, and an include without its folder") {
    CHECK(violation("host/util/a.cpp", "#include \"base/place.hpp\"\n") ==
          "host/util/a.cpp:1: host/util is not a layer");
    CHECK(violation("host/http/a.cpp", "#include \"request.hpp\"\n") ==
          "host/http/a.cpp:1: request.hpp is in no layer; write \"layer/file.hpp\"");
  }
}
