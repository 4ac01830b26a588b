#include <doctest/doctest.h>

#include <utility>

#include "routes.hpp"

using namespace siding::routing;

namespace {

constexpr int kNone = -1;

// The route found by GET, or kNone.
int found(const Router& router, std::string_view path, Match& match) {
  return router.find("GET", path, match) == Outcome::found ? static_cast<int>(match.route) : kNone;
}

int found(const Router& router, std::string_view path) {
  Match match;
  return found(router, path, match);
}

// "name=value;" of each parameter, "-" when nothing is found.
std::string params(const Router& router, std::string_view path) {
  Match match;
  if (found(router, path, match) == kNone) return "-";
  std::string text;
  for (const auto& [name, value] : match.params) text.append(name).append("=").append(value).append(";");
  return text;
}

}  // namespace

TEST_SUITE("router") {
  TEST_CASE("segment by segment the most specific wins, and what fails deeper falls back") {
    const Router router = router_of({
        "/a/b",             // 0
        "/a/{x:int}",       // 1
        "/a/{x}",           // 2
        "/a/{x...}",        // 3
        "/a/b/c",           // 4
        "/a/{x}/d",         // 5
        "/{y}/b/e",         // 6
        "/{y:int}/b/f",     // 7
        "/a/{x:uuid}",      // 8
        "/{y}/{z}/{w:int}"  // 9
    });
    const std::pair<const char*, int> rows[] = {
        {"/a/b", 0},   {"/a/7", 1},       {"/a/c", 2},     {"/a/b/", 3},
        {"/a/b/c", 4}, {"/a/b/d", 5},  // b has no d below it
        {"/a/7/d", 5},                 // the typed parameter has none either
        {"/a/b/x", 3}, {"/a/b/e", 3},  // the tail below `a` comes before the parameter beside `a`
        {"/z/b/e", 6}, {"/7/b/f", 7},     {"/7/b/e", 6},   {"/a/123e4567-E89B-12d3-a456-426614174000", 8},
        {"/7/b/9", 9}, {"/z/b/f", kNone}, {"/z/b", kNone}, {"/a", kNone},
        {"/", kNone},
    };
    for (const auto& [path, route] : rows) {
      CAPTURE(path);
      CHECK(found(router, path) == route);
    }
  }

  TEST_CASE("values of a branch that failed do not stay") {
    const Router router = router_of({"/{a:int}/{b}/x", "/{c}/{d...}"});
    CHECK(params(router, "/1/2/x") == "a=1;b=2;");
    CHECK(params(router, "/1/2/y") == "c=1;d=2/y;");
  }

  TEST_CASE("empty segments and a trailing slash count") {
    const Router router = router_of({"/", "/a", "/a/", "/a//b", "//", "/p/{x}", "/p/{x}/"});
    const std::pair<const char*, int> rows[] = {
        {"/", 0},      {"/a", 1},      {"/a/", 2},  {"/a//b", 3}, {"//", 4},       {"/a//", kNone},   {"///", kNone},
        {"/p", kNone}, {"/p/", kNone}, {"/p/x", 5}, {"/p/x/", 6}, {"/p//", kNone}, {"/p/x//", kNone}, {"/A", kNone},
    };
    for (const auto& [path, route] : rows) {
      CAPTURE(path);
      CHECK(found(router, path) == route);
    }
  }

  TEST_CASE("an int is what fits into 64 bits") {
    const Router router = router_of({"/{n:int}"});
    for (const auto* path : {"/0", "/-0", "/007", "/-1", "/9223372036854775807", "/-9223372036854775808",
                             "/0000000000000000001", "/%31%32"}) {
      CAPTURE(path);
      CHECK(found(router, path) == 0);
    }
    for (const auto* path : {"/", "/-", "/+1", "/--1", "/1.0", "/1a", "/a1", "/0x1", "/1e3", "/%201", "/1%20", "/1-",
                             "/9223372036854775808", "/-9223372036854775809", "/00000000000000000001", "/\xD9\xA1"}) {
      CAPTURE(path);
      CHECK(found(router, path) == kNone);
    }
    CHECK(params(router, "/%2D7") == "n=-7;");
  }

  TEST_CASE("a uuid is 8-4-4-4-12 hexadecimal digits") {
    const Router router = router_of({"/{id:uuid}"});
    CHECK(found(router, "/00000000-0000-0000-0000-000000000000") == 0);
    CHECK(found(router, "/ABCDEFab-cdef-0123-4567-89abcdefABCD") == 0);
    for (const auto* path : {"/", "/0000000000000000-0000-0000-000000000000", "/00000000000000000000000000000000",
                             "/0000000g-0000-0000-0000-000000000000", "/00000000-0000-0000-0000-00000000000",
                             "/00000000-0000-0000-0000-0000000000000", "/{00000000-0000-0000-0000-00000000000}"}) {
      CAPTURE(path);
      CHECK(found(router, path) == kNone);
    }
  }

  TEST_CASE("a tail takes the rest with its slashes, also nothing, but not less than its slash") {
    const Router router = router_of({"/files/{rest...}", "/files/known"});
    CHECK(params(router, "/files/a") == "rest=a;");
    CHECK(params(router, "/files/a/b//c/") == "rest=a/b//c/;");
    CHECK(params(router, "/files/") == "rest=;");
    CHECK(params(router, "/files//") == "rest=/;");
    CHECK(params(router, "/files//a") == "rest=/a;");
    CHECK(params(router, "/files") == "-");
    CHECK(found(router, "/files/known") == 1);
    CHECK(params(router, "/files/known/x") == "rest=known/x;");
    CHECK(params(router_of({"/{all...}"}), "/") == "all=;");
    CHECK(params(router_of({"/{all...}"}), "/a/b") == "all=a/b;");
  }

  TEST_CASE("the path is split before it is decoded") {
    const Router router = router_of({"/p/{x}", "/p/{x}/{y}", "/t/{a}/{rest...}", "/a b", "/\xC3\xA4/{x}"});
    CHECK(params(router, "/p/a%2Fb") == "x=a/b;");
    CHECK(params(router, "/p/a%2fb/%63") == "x=a/b;y=c;");
    CHECK(params(router, "/t/a%2Fb/c/d%2Fe%20f/") == "a=a/b;rest=c/d/e f/;");
    CHECK(params(router, "/t/%61/") == "a=a;rest=;");
    CHECK(params(router, "/p/a+b%2B") == "x=a+b+;");
    CHECK(params(router, "/p/%252F") == "x=%2F;");
    CHECK(found(router, "/a%20b") == 3);
    CHECK(found(router, "/%70/a") == 0);  // "/p/a"
    CHECK(params(router, "/%c3%A4/%c3%b6") == "x=\xC3\xB6;");
    CHECK(found(router, "/p%2Fa") == kNone);
    CHECK(found(router, "%2Fp/a") == kNone);
  }

  TEST_CASE("an escaped path is the path that it stands for") {
    const Router router = router_of({"/a b/c", "/{x}/c", "/{x...}", "/a/", "/"});
    CHECK(found(router, "/a%20b/c") == 0);
    CHECK(found(router, "/a b/%63") == 0);
    CHECK(found(router, "/a%20b%2Fc") == 2);  // one segment, which no fixed path has
    CHECK(params(router, "/a%20b%2Fc") == "x=a b/c;");
    CHECK(params(router, "/a%2Fb/%63") == "x=a/b;");
    CHECK(found(router, "/a%2F") == 2);
    CHECK(found(router, "/%61/") == 3);
    CHECK(found(router, "/%2F") == 2);
    CHECK(found(router, "/") == 4);
  }

  TEST_CASE("texts of any length are told apart by each of their bytes") {
    for (std::size_t size = 1; size < 80; ++size) {
      const std::string text(size, 'x');
      const Router router = router_of(std::vector{pattern("/" + text), pattern("/" + text + "/{id}")});
      REQUIRE(found(router, "/" + text) == 0);
      REQUIRE(found(router, "/" + text + "/1") == 1);
      CHECK(found(router, "/" + text + "x") == kNone);
      for (std::size_t i = 0; i < size; ++i) {
        std::string other = text;
        other[i] = 'y';
        CHECK(found(router, "/" + other) == kNone);
        CHECK(found(router, "/" + other + "/1") == kNone);
      }
    }
  }

  TEST_CASE("an invalid escape, or one that hides NUL, is a bad path, whatever the routes are") {
    const Router router = router_of({"/a", "/{x}"});
    for (const auto* path :
         {"/%", "/%4", "/a%", "/%zz", "/a%2", "/%%41", "/%00", "/a%00b", "/no/such/route/%0g", "/a/%", "/%41/%00"}) {
      CAPTURE(path);
      Match match;
      CHECK(router.find("GET", path, match) == Outcome::bad_path);
      CHECK(match.params.empty());
    }
    Match match;
    CHECK(router.find("GET", std::string_view{"/a\0", 3}, match) == Outcome::bad_path);
  }

  TEST_CASE("no parameter takes a dot segment, plain or escaped, so no handler climbs") {
    const Router router = router_of({"/p/{x}", "/t/{rest...}"});
    for (const auto* path :
         {"/p/.", "/p/..", "/p/%2e", "/p/%2E%2e", "/p/.%2e", "/p/..%2Fa", "/p/a%2F..", "/p/a%2f.%2Fb", "/t/.", "/t/..",
          "/t/../a", "/t/a/..", "/t/a/./b", "/t/a/%2e%2e/b", "/t/a%2F..%2Fb", "/t/%2e", "/t//..", "/t/a/.."}) {
      CAPTURE(path);
      CHECK(found(router, path) == kNone);
    }
    for (const auto* path : {"/p/...", "/p/.a", "/p/a.", "/p/..a", "/p/a..b", "/p/a.b", "/p/%2ea", "/p/a%2F.b",
                             "/t/.a/..b", "/t/a../b", "/t/.../", "/t/a.%2Fb"}) {
      CAPTURE(path);
      CHECK(found(router, path) != kNone);
    }
  }

  TEST_CASE("the method is judged at the most specific path") {
    const Router router = router_of(
        std::vector{pattern("/a/b", {"GET"}), pattern("/a/{x}", {"POST"}), pattern("/a/{y}", {"PUT", "DELETE"})});
    Match match;
    CHECK(router.find("GET", "/a/b", match) == Outcome::found);
    CHECK(match.route == 0);
    CHECK(router.find("POST", "/a/b", match) == Outcome::method_not_allowed);
    CHECK(match.allow == "GET, HEAD, OPTIONS");
    CHECK(router.find("POST", "/a/c", match) == Outcome::found);
    CHECK(match.route == 1);
    CHECK(match.params[0].name == "x");
    CHECK(router.find("DELETE", "/a/c", match) == Outcome::found);
    CHECK(match.route == 2);
    CHECK(match.params[0].name == "y");  // each route has its own names
    CHECK(router.find("GET", "/a/c", match) == Outcome::method_not_allowed);
    CHECK(match.allow == "DELETE, OPTIONS, POST, PUT");
    CHECK(router.find("get", "/a/b", match) == Outcome::method_not_allowed);
    CHECK(match.params.empty());
  }

  TEST_CASE("HEAD finds the GET route unless a route has it") {
    const Router router =
        router_of(std::vector{pattern("/a"), pattern("/b"), pattern("/b", {"HEAD"}), pattern("/c", {"POST"})});
    Match match;
    CHECK(router.find("HEAD", "/a", match) == Outcome::found);
    CHECK(match.route == 0);
    CHECK(router.find("HEAD", "/b", match) == Outcome::found);
    CHECK(match.route == 2);
    CHECK(router.find("HEAD", "/c", match) == Outcome::method_not_allowed);
    CHECK(match.allow == "OPTIONS, POST");
  }

  TEST_CASE("OPTIONS is answered for every path unless a route has it") {
    const Router router = router_of(std::vector{pattern("/a", {"GET", "POST"}), pattern("/b", {"OPTIONS", "GET"})});
    Match match;
    CHECK(router.find("OPTIONS", "/a", match) == Outcome::options);
    CHECK(match.allow == "GET, HEAD, OPTIONS, POST");
    CHECK(router.find("OPTIONS", "/b", match) == Outcome::found);
    CHECK(match.route == 1);
    CHECK(router.find("POST", "/b", match) == Outcome::method_not_allowed);
    CHECK(match.allow == "GET, HEAD, OPTIONS");
    CHECK(router.find("OPTIONS", "/c", match) == Outcome::not_found);
    CHECK(match.allow.empty());
  }

  TEST_CASE("OPTIONS of the whole server allows what any route does") {
    const Router router = router_of(std::vector{pattern("/a"), pattern("/b", {"PUT"})});
    Match match;
    CHECK(router.find("OPTIONS", "*", match) == Outcome::options);
    CHECK(match.allow == "GET, HEAD, OPTIONS, PUT");
    CHECK(router.find("GET", "*", match) == Outcome::not_found);
  }

  TEST_CASE("a path without its slash, and a router without routes, find nothing") {
    Match match;
    CHECK(router_of({"/{x...}"}).find("GET", "", match) == Outcome::not_found);
    CHECK(router_of({"/{x...}"}).find("GET", "a", match) == Outcome::not_found);
    CHECK(router_of(std::vector<Pattern>{}).find("GET", "/", match) == Outcome::not_found);
  }

  TEST_CASE("a match is filled anew by each search") {
    const Router router = router_of({"/{a}/{b}", "/s"});
    Match match;
    REQUIRE(router.find("GET", "/%31/2", match) == Outcome::found);
    CHECK(match.params.size() == 2);
    REQUIRE(router.find("GET", "/s", match) == Outcome::found);
    CHECK(match.route == 1);
    CHECK(match.params.empty());
    REQUIRE(router.find("PUT", "/s", match) == Outcome::method_not_allowed);
    REQUIRE(router.find("GET", "/nothing", match) == Outcome::not_found);
    CHECK(match.allow.empty());
    CHECK(match.route == 0);
  }

  TEST_CASE("a router that moved still finds, and the names stay where they are") {
    Router first = router_of({"/{name}"});
    Match match;
    REQUIRE(first.find("GET", "/a", match) == Outcome::found);
    const Router second = std::move(first);
    CHECK(match.params[0].name == "name");
    CHECK(params(second, "/b") == "name=b;");
  }

  TEST_CASE("every one of many routes is found") {
    std::vector<Pattern> patterns;
    for (int i = 0; i < 20'000; ++i) {
      patterns.push_back(pattern("/s" + std::to_string(i % 100) + "/r" + std::to_string(i) + "/{id:int}"));
    }
    const Router router = router_of(patterns);
    for (int i = 0; i < 20'000; ++i) {
      REQUIRE(found(router, "/s" + std::to_string(i % 100) + "/r" + std::to_string(i) + "/42") == i);
    }
    CHECK(found(router, "/s0/r1/42") == kNone);
  }

  TEST_CASE("every one of many fixed paths is found, each with its methods") {
    std::vector<Pattern> patterns;
    for (int i = 0; i < 20'000; ++i) {
      patterns.push_back(pattern("/r" + std::to_string(i / 2), {i % 2 == 0 ? "GET" : "PUT"}));
    }
    const Router router = router_of(patterns);
    Match match;
    for (std::uint32_t i = 0; i < 20'000; ++i) {
      REQUIRE(router.find(i % 2 == 0 ? "GET" : "PUT", "/r" + std::to_string(i / 2), match) == Outcome::found);
      REQUIRE(match.route == i);
    }
    CHECK(router.find("POST", "/r77", match) == Outcome::method_not_allowed);
    CHECK(match.allow == "GET, HEAD, OPTIONS, PUT");
    CHECK(found(router, "/r10000") == kNone);
  }
}
