#include "http/target.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace siding::http;

namespace {

struct Row {
  std::string_view method;
  std::string_view text;
  TargetForm form;
  std::string_view authority;
  std::string_view path;
  std::string_view query;
};

struct Refused {
  std::string_view method;
  std::string_view text;
};

}  // namespace

TEST_SUITE("target") {
  TEST_CASE("each form is split into its parts") {
    using enum TargetForm;
    const Row rows[] = {
        {"GET", "/", origin, "", "/", ""},
        {"GET", "/a/b", origin, "", "/a/b", ""},
        {"GET", "/a?", origin, "", "/a", ""},
        {"GET", "/a?b=c?d/e", origin, "", "/a", "b=c?d/e"},
        {"GET", "//a//", origin, "", "//a//", ""},
        {"GET", "/a/../b/.", origin, "", "/a/../b/.", ""},
        {"GET", "/a:b@c;d,e=(f)'!*~", origin, "", "/a:b@c;d,e=(f)'!*~", ""},
        {"GET", "/a|b[c]^{d}<e>\"`", origin, "", "/a|b[c]^{d}<e>\"`", ""},
        {"GET", "/%2F%01%c3%A4", origin, "", "/%2F%01%c3%A4", ""},
        {"GET", "/a?q=100%&r=%zz&s=\\", origin, "", "/a", "q=100%&r=%zz&s=\\"},
        {"GET", "/http://a/b", origin, "", "/http://a/b", ""},
        {"OPTIONS", "*", asterisk, "", "*", ""},
        {"OPTIONS", "/*", origin, "", "/*", ""},
        {"GET", "http://a", absolute, "a", "/", ""},
        {"GET", "http://a/", absolute, "a", "/", ""},
        {"GET", "http://a?q", absolute, "a", "/", "q"},
        {"POST", "HTTPS://[::1]:8443/b?c", absolute, "[::1]:8443", "/b", "c"},
        {"OPTIONS", "http://a:80", absolute, "a:80", "*", ""},
        {"OPTIONS", "http://a/", absolute, "a", "/", ""},
        {"OPTIONS", "http://a?q", absolute, "a", "/", "q"},
        {"CONNECT", "a.example:443", authority, "a.example:443", "", ""},
        {"CONNECT", "[::1]:443", authority, "[::1]:443", "", ""},
    };
    for (const auto& row : rows) {
      CAPTURE(row.method);
      CAPTURE(row.text);
      const auto target = parse_target(row.method, row.text);
      REQUIRE(target.has_value());
      CHECK(target->form == row.form);
      CHECK(target->authority == row.authority);
      CHECK(target->path == row.path);
      CHECK(target->query == row.query);
    }
  }

  TEST_CASE("what is no target of that method is refused with 400 and the connection closed") {
    const Refused rows[] = {
        {"GET", ""},
        {"GET", "*"},
        {"POST", "*"},
        {"OPTIONS", "**"},
        {"GET", "a"},
        {"GET", "a/b"},
        {"GET", "a:80"},
        {"GET", "?q"},
        {"GET", "/a%00b"},
        {"GET", "../a"},
        {"GET", "/a#b"},
        {"GET", "/a?b#c"},
        {"GET", "#"},
        {"GET", "/#"},
        {"GET", "/a\\b"},
        {"GET", "\\a"},
        {"GET", "/%"},
        {"GET", "/%4"},
        {"GET", "/%zz"},
        {"GET", "/a%2"},
        {"GET", "/a%2?b=0"},
        {"GET", "/%%41"},
        {"GET", "http:"},
        {"GET", "http:/"},
        {"GET", "http://"},
        {"GET", "http:///a"},
        {"GET", "http://?a"},
        {"GET", "http:/a"},
        {"GET", "http://u@a/"},
        {"GET", "http://a b/"},
        {"GET", "ftp://a/"},
        {"GET", "://a/"},
        {"GET", "http://a:x/"},
        {"GET", "http://a#b"},
        {"GET", "http://a/#b"},
        {"GET", "http://[::1/"},
        {"GET", "http://a\\b/"},
        {"GET", "http://a/%zz"},
        {"CONNECT", ""},
        {"CONNECT", "a"},
        {"CONNECT", "a:"},
        {"CONNECT", "/a"},
        {"CONNECT", "*"},
        {"CONNECT", ":443"},
        {"CONNECT", "[::1]"},
        {"CONNECT", "http://a:80"},
        {"CONNECT", "u@a:80"},
    };
    for (const auto& row : rows) {
      CAPTURE(row.method);
      CAPTURE(row.text);
      const auto target = parse_target(row.method, row.text);
      REQUIRE_FALSE(target.has_value());
      CHECK(target.error().status == 400);
      CHECK(target.error().close);
      CHECK_FALSE(target.error().reason.empty());
    }
  }

  TEST_CASE("only visible ASCII passes raw, in path and query") {
    for (int byte = 0; byte < 256; ++byte) {
      CAPTURE(byte);
      const std::string text(1, static_cast<char>(byte));
      const bool visible = byte > 0x20 && byte < 0x7F && byte != '#';
      CHECK(parse_target("GET", "/a?b" + text + "c").has_value() == visible);
      CHECK(parse_target("GET", "/a" + text + "41").has_value() == (visible && byte != '\\'));
      CHECK(parse_target("GET", "http://a/" + text + "41").has_value() == (visible && byte != '\\'));
    }
  }
}
