#include <doctest/doctest.h>

#include "routes.hpp"
#include "routing/pattern.hpp"

using namespace siding;
using namespace siding::routing;

namespace {

Mistakes mistakes_of(const std::vector<Pattern>& patterns) {
  const auto router = Router::build(patterns);
  return router.has_value() ? Mistakes{} : router.error();
}

bool builds(const std::vector<Pattern>& patterns) {
  return mistakes_of(patterns).empty();
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace

TEST_SUITE("router build") {
  TEST_CASE("every legal form of a path is taken") {
    for (const auto* path :
         {"/", "/a", "/a/", "/a//b", "//", "/a b", "/\xC3\xA4", "/{id}", "/{id:int}", "/{id:uuid}", "/{rest...}",
          "/a/{b}/c/{d:int}/{e...}", "/{a_b-1}", "/{_}", "/a:b", "/a.b", "/...", "/a...", "/~*!$&'()+,;=:@"}) {
      CAPTURE(path);
      CHECK(builds({pattern(path)}));
    }
    CHECK(builds({}));
  }

  TEST_CASE("a malformed path is a mistake of configuration that tells what is wrong and what to do") {
    struct Row {
      const char* path;
      const char* what;
      const char* fix;
    };
    const Row rows[] = {
        {"", "does not begin with a slash", "`/`"},
        {"a/b", "does not begin with a slash", "`/a/b`"},
        {"{id}", "does not begin with a slash", "`/{id}`"},
        {"/a?b=c", "query", "path alone"},
        {"/a#b", "fragment", "before `#`"},
        {"/a%20b", "percent-encoded", "decoded text"},
        {"/100%", "percent-encoded", "decoded text"},
        {"/a\nb", "control character", "remove it"},
        {"/{id", "brace without its partner", "{name}"},
        {"/id}", "brace without its partner", "{name}"},
        {"/{a/b}", "brace without its partner", "within one segment"},
        {"/{{id}", "brace without its partner", "{name}"},
        {"/a{id}", "only part of a segment, `a{id}`", "whole of its segment"},
        {"/{id}.json", "only part of a segment, `{id}.json`", "whole of its segment"},
        {"/{a}{b}", "only part of a segment", "whole of its segment"},
        {"/}id{", "only part of a segment", "whole of its segment"},
        {"/{{id}}", "only part of a segment", "whole of its segment"},
        {"/{}", "without a name", "{name}"},
        {"/{:int}", "without a name", "{name}"},
        {"/{...}", "without a name", "{name}"},
        {"/{ id }", "invalid name, ` id `", "letter"},
        {"/{1a}", "invalid name, `1a`", "letter"},
        {"/{a.b}", "invalid name, `a.b`", "letter"},
        {"/{a:int...}", "invalid name, `a:int`", "letter"},
        {"/{a}/{a}", "two parameters named `a`", "its own name"},
        {"/{a:int}/{a...}", "two parameters named `a`", "its own name"},
        {"/{a...}/b", "goes on after `{a...}`", "comes last"},
        {"/{a...}/", "goes on after `{a...}`", "comes last"},
        {"/{id:it}", "unknown type `it`", "did you mean `int`?"},
        {"/{id:INT}", "unknown type `INT`", "did you mean `int`?"},
        {"/{id:uid}", "unknown type `uid`", "did you mean `uuid`?"},
        {"/{id:string}", "unknown type `string`", "`{id}` takes any text"},
        {"/{id:}", "unknown type ``", "known types are `int` and `uuid`"},
        {"/{rest:path}", "unknown type `path`", "`{rest...}`"},
        {"/a/./b", "dot segment", "`.`"},
        {"/..", "dot segment", "`..`"},
    };
    for (const auto& row : rows) {
      CAPTURE(row.path);
      const auto mistakes = mistakes_of({pattern(row.path, {}, 7)});
      REQUIRE_FALSE(mistakes.empty());
      CHECK(mistakes[0].code == ExitCode::configuration);
      CHECK(mistakes[0].place.line == 7);
      CHECK(contains(mistakes[0].what, row.what));
      CHECK(contains(mistakes[0].fix, row.fix));
    }
  }

  TEST_CASE("a path is bounded in length and in depth") {
    std::string deep;
    for (std::size_t i = 0; i < kMaxSegments; ++i) deep += "/a";
    CHECK(builds({pattern(deep)}));
    CHECK_FALSE(builds({pattern(deep + "/a")}));
    CHECK(builds({pattern("/" + std::string(kMaxPatternLength - 1, 'a'))}));
    CHECK_FALSE(builds({pattern("/" + std::string(kMaxPatternLength, 'a'))}));
  }

  TEST_CASE("all mistakes are told, each with its place") {
    const auto mistakes = mistakes_of({pattern("a", {}, 1), pattern("/ok", {}, 2), pattern("/{}/{b:it}", {}, 3)});
    REQUIRE(mistakes.size() == 3);
    CHECK(mistakes[0].place.line == 1);
    CHECK(mistakes[1].place.line == 3);
    CHECK(mistakes[2].place.line == 3);
  }

  TEST_CASE("paths that match the same requests collide, whatever their parameters are called") {
    const auto mistakes = mistakes_of({pattern("/a/{x}", {}, 3), pattern("/a/{y}", {}, 9)});
    REQUIRE(mistakes.size() == 1);
    CHECK(mistakes[0].code == ExitCode::configuration);
    CHECK(mistakes[0].place.line == 9);
    CHECK(mistakes[0].what == "/a/{x} at routes.yaml:3 and /a/{y} at routes.yaml:9 match the same paths with GET");
  }

  TEST_CASE("each shared method of two paths is a collision") {
    for (const auto* path : {"/", "/a", "/{x:int}/b", "/{x...}"}) {
      CAPTURE(path);
      CHECK_FALSE(builds({pattern(path), pattern(path)}));
      CHECK_FALSE(builds({pattern(path), pattern(path, {"GET"})}));
      CHECK(mistakes_of({pattern(path, {"GET", "PUT"}), pattern(path, {"PUT", "POST", "GET"})}).size() == 2);
      CHECK(builds({pattern(path, {"GET"}), pattern(path, {"POST", "HEAD", "OPTIONS"})}));
    }
  }

  TEST_CASE("paths that only overlap do not collide") {
    CHECK(builds({pattern("/a/{x}"), pattern("/a/b"), pattern("/a/{x:int}"), pattern("/a/{x:uuid}"),
                  pattern("/a/{x...}"), pattern("/{y}/b"), pattern("/a/"), pattern("/a"), pattern("/{z...}")}));
  }

  TEST_CASE("without a file the paths alone are told") {
    CHECK(mistakes_of({pattern("/a"), pattern("/a")})[0].what == "/a and /a match the same paths with GET");
  }

  TEST_CASE("an unknown method is a mistake, the known one near it is told") {
    const auto mistakes = mistakes_of({pattern("/a", {"GTE"}, 4)});
    REQUIRE(mistakes.size() == 1);
    CHECK(mistakes[0].what == "unknown method `GTE`");
    CHECK(mistakes[0].fix == "did you mean `GET`?");
    CHECK(mistakes[0].place.line == 4);
    CHECK(mistakes_of({pattern("/a", {"post"})})[0].fix == "did you mean `POST`?");
    CHECK_FALSE(builds({pattern("/a", {""})}));
    CHECK_FALSE(builds({pattern("/a", {"CONNECT"})}));
  }

  TEST_CASE("a method named twice is a mistake") {
    CHECK(mistakes_of({pattern("/a", {"GET", "PUT", "GET"})})[0].what == "the method `GET` is named twice");
  }
}
