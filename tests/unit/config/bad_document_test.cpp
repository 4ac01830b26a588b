#include "unit/config/sample.hpp"

using namespace siding;
using namespace siding::config;

namespace {

constexpr ExitCode kData = ExitCode::data;
constexpr ExitCode kConfiguration = ExitCode::configuration;

}  // namespace

TEST_SUITE("bad input: the document") {
  TEST_CASE("what is not YAML says where and how it is mended") {
    check_each("", {
                       {"server:\n\tlisten: x\n", kData, 2, 1, "a tab indents this line", "spaces"},
                       {"server:\n  \tlisten: x\n", kData, 2, 3, "a tab indents this line", "spaces"},
                       {"a: b: c\n", kData, 1, 5, "unexpected `:`", "a space after the colon"},
                       {"a:\n  b: 1\n   c: 2\n", kData, 3, 5, "unexpected `:`", "indented like the lines around"},
                       {"a: 1\n- b\n", kData, 2, 1, "does not go on with the map", "same number of spaces"},
                       {"a:\n  - b: 1\n   c: 2\n", kData, 3, 4, "does not go on with the list", "same number"},
                       {"a: 'x\nb: 2\n", kData, 1, 4, "quote is not closed", "end of the file"},
                       {"a: \"x \\\" '\nb: 2\n", kData, 1, 4, "quote is not closed", "end of the file"},
                       {"a: 'it''s\n", kData, 1, 4, "quote is not closed", "end of the file"},
                       {"a: [1, 2\nb: 2\n", kData, 1, 4, "`[` is not closed", "`,` or `]` before line 2"},
                       {"a: {b: 1,\n  c: 2\nd: 3\n", kData, 1, 4, "`{` is not closed", "`,` or `}` before line 3"},
                       {"a: ]\n", kData, 1, 4, "closes nothing", "remove it"},
                       {"a: {b: 1}}\n", kData, 1, 10, "closes nothing", "remove it"},
                       {"a: @x, y\n", kData, 1, 4, "cannot start with a bare `@`", "\"@x\""},
                       {"a: *:8080\n", kData, 1, 4, "cannot start with a bare `*`", "\"*:8080\""},
                       {"a: &\n", kData, 1, 5, "cannot start with a bare `&`", "quote it"},
                       {"a: \"\\q\"\n", kData, 1, 7, "unknown escape character", "\\\\ for a backslash"},
                       {"a: \"\\\xC3\xA4\"\n", kData, 1, 7, "unknown escape character", "\\\\ for a backslash"},
                       {"a: \"\\", kData, 1, 6, "the file ends with a backslash", "\\\\ for a backslash"},
                       {"a: |x\n", kData, 1, 5, "not YAML: ", "quoted"},
                       {"%YAML 3.0\n---\na: 1\n", kData, 1, 1, "not YAML: YAML major version", ""},
                       {"a: [{b: 1]\n", kData, 1, 10, "closes nothing", "remove it"},
                   });
  }

  TEST_CASE("a brace or bracket that belongs to a value is to be quoted with it") {
    check_each(
        "", {
                {"- { path: /hello/{name}, plugin: x }\n", kData, 1, 11, "`/hello/{name}` needs quotes: a bare `{`",
                 "write \"/hello/{name}\""},
                {"- {path: /a/{id:int}}\n", kData, 1, 10, "`/a/{id:int}` needs quotes", "write \"/a/{id:int}\""},
                {"- {path: /a/{b}/c/{d...}, x: y}\n", kData, 1, 10, "`/a/{b}/c/{d...}`", "write \"/a/{b}/c/{d...}\""},
                {"- {\n  path: /a/{b}\n  }\n", kData, 2, 9, "`/a/{b}` needs quotes", "write \"/a/{b}\""},
                {"s: {listen: ${ADDR}}\n", kData, 1, 13, "`${ADDR}` needs quotes", "write \"${ADDR}\""},
                {"s: [/a, ${ADDR}]\n", kData, 1, 9, "`${ADDR}` needs quotes", "write \"${ADDR}\""},
                {"s: {a: {b}/c}\n", kData, 1, 8, "`{b}/c` needs quotes", "write \"{b}/c\""},
                {"listen: [::1]:8080\n", kData, 1, 9, "`[::1]:8080` needs quotes: a bare `[`", "write \"[::1]:8080\""},
                {"listen: [::1]:8080 # ours\n", kData, 1, 9, "`[::1]:8080` needs quotes", "write"},
            });
  }

  TEST_CASE("bytes that are no text are refused before they are parsed") {
    using namespace std::string_view_literals;
    check_each("", {
                       {"a: \0b\n"sv, kData, 1, 4, "control character 0x00", "escape"},
                       {"a: b\x04 c\n", kData, 1, 5, "control character 0x04", "escape"},
                       {"a: b\rc: d\n", kData, 1, 5, "control character 0x0D", "escape"},
                       {"a: b\nc: \x7F\n", kData, 2, 4, "control character 0x7F", "escape"},
                       {"a: \xFF\n", kData, 1, 4, "byte 0xFF is not UTF-8", "save the file as UTF-8"},
                       {"a: \xC0\xAF\n", kData, 1, 4, "byte 0xC0 is not UTF-8", "save"},
                       {"a: x\xED\xA0\x80\n", kData, 1, 5, "byte 0xED is not UTF-8", "save"},
                       {"\xFF\xFE"
                        "a\0:\0"sv,
                        kData, 0, 0, "the file is UTF-16", "save it as UTF-8"},
                   });
  }

  TEST_CASE("what YAML has and a strict configuration has not is named") {
    check_each(
        kNoRoutes,
        {
            {"---\nversion: 1\n", kConfiguration, 3, 1, "a second document starts here", "remove the `---`"},
            {"...\nfoo: 1\n", kConfiguration, 4, 1, "does not go on with what stands above", "one map"},
            {"defaults: &d { timeout: 1s }\n", kConfiguration, 3, 11, "an anchor (`&d`) is not supported",
             "write the value out"},
            {"defaults: !!map { timeout: 1s }\n", kConfiguration, 3, 11, "a tag", "quoted is text"},
            {"defaults: { <<: { timeout: 1s } }\n", kConfiguration, 3, 13, "a merge key (`<<`)", "write the keys out"},
            {"defaults: { [a]: b }\n", kConfiguration, 3, 13, "a key is text, this one is a list", "quote it"},
        });
  }

  TEST_CASE("an alias is named, and so is its anchor") {
    const Mistakes mistakes = bad("version: 1\nroutes: []\npools: { a: &p { max: 4 }, b: *p }\n");
    REQUIRE(mistakes.size() == 2);
    CHECK(mistakes[0].what == "an anchor (`&p`) is not supported");
    CHECK(mistakes[1].what == "an alias (`*`) is not supported");
    CHECK(mistakes[1].place.column == 31);
  }

  TEST_CASE("the file is one map") {
    check_each("", {
                       {"", kConfiguration, 0, 0, "the file is empty", "`version: 1`"},
                       {"# nothing\n", kConfiguration, 0, 0, "the file is empty", "`version: 1`"},
                       {"- path: /a\n", kConfiguration, 1, 1, "the file: this is a list", "a map"},
                       {"listen\n", kConfiguration, 1, 1, "the file: `listen` is a single value", "a map"},
                   });
  }

  TEST_CASE("version and routes have to be there") {
    check_each("",
               {
                   {"routes: []\n", kConfiguration, 0, 0, "lacks the key `version`", "`version: 1`"},
                   {"version: 2\nroutes: []\n", kConfiguration, 1, 10, "`version`: `2` is out of range", "expected 1"},
                   {"version: \"1\"\nroutes: []\n", kConfiguration, 1, 10, "text, because of its quotes", "expected 1"},
                   {"version: 1.0\nroutes: []\n", kConfiguration, 1, 10, "not a whole number", "expected 1"},
                   {"version: 1\n", kConfiguration, 0, 0, "lacks the key `routes`", "`routes: []` serves nothing"},
                   {"version: 1\nroutes:\n", kConfiguration, 2, 1, "`routes`: it has no value", "a list of routes"},
               });
  }

  TEST_CASE("every way in which bytes are no UTF-8") {
    for (const std::string_view bytes :
         {"\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xED\xBF\xBF", "\xE2\x82", "\xE2\x28\xA1",
          "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF0\x9F\x98", "\xF5\x80\x80\x80", "\xC3"}) {
      const std::string text = "# " + std::string(bytes) + "\n";
      CAPTURE(text);
      const Mistakes mistakes = bad(text);
      CHECK(mistakes[0].place.column == 3);
      CHECK(mistakes[0].what.ends_with("is not UTF-8"));
    }
  }

  TEST_CASE("nesting has a bound") {
    for (const std::string_view opening : {"[", "{", "- ", "? ", "{a: "}) {
      std::string text;
      while (text.size() < 50'000) text += opening;
      CAPTURE(opening);
      const Mistakes mistakes = bad(text);
      CHECK(mistakes[0].what == "nested too deeply");
      CHECK(mistakes[0].fix == "at most 64 levels");
      CHECK(exit_code(mistakes) == kData);
    }
  }

  TEST_CASE("the bound is 64") {
    const auto nested = [](std::size_t lists) {
      return std::string(kNoRoutes) + "plugins: { a: { config: { deep: " + std::string(lists, '[') +
             std::string(lists, ']') + " } } }\n";
    };
    good(nested(60));  // within four maps
    const Mistakes mistakes = bad(nested(61));
    CHECK(mistakes[0].what == "nested too deeply");
    CHECK(mistakes[0].place.column == 93);
  }

  TEST_CASE("a line has a bound") {
    const Mistakes mistakes = bad("# " + std::string(70'000, 'x') + "\n");
    CHECK(mistakes[0].what == "the line is longer than 64 KiB");
    CHECK(exit_code(mistakes) == kData);
  }
}
