#include "http/grammar.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "http/percent.hpp"

using namespace siding::http;

TEST_SUITE("grammar") {
  TEST_CASE("a set of bytes ends a text where another byte is") {
    const std::string digits = "0123456789";
    for (std::size_t size = 0; size <= digits.size(); ++size) {
      const std::string text = digits.substr(0, size) + "-";
      const auto set = siding::ByteSet::range('0', '9');
      CHECK(set.end(text.data()) == text.data() + size);
      CHECK(set.end(std::string_view{text}) == text.data() + size);
      CHECK(set.has_all(text.substr(0, size)));
      CHECK_FALSE(set.has_all(text));
    }
    CHECK(siding::ByteSet::alphanumeric("-").without("a").with("_").has_all("Zz09-_"));
    CHECK_FALSE(siding::ByteSet::alphanumeric("").without("a").has('a'));
  }

  TEST_CASE("a token is made of the bytes of RFC 9110 5.6.2 and no others") {
    const std::string_view legal = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (int byte = 0; byte < 256; ++byte) {
      CAPTURE(byte);
      const std::string text(1, static_cast<char>(byte));
      CHECK(is_token(text) == (legal.find(text) != legal.npos));
      CHECK(is_token("a" + text + "b") == (legal.find(text) != legal.npos));
    }
    CHECK_FALSE(is_token(""));
  }

  TEST_CASE("a field value holds no control byte but HTAB") {
    for (int byte = 0; byte < 256; ++byte) {
      CAPTURE(byte);
      const bool control = (byte < 0x20 && byte != '\t') || byte == 0x7F;
      CHECK(is_field_value("a" + std::string(1, static_cast<char>(byte)) + "b") == !control);
    }
  }

  TEST_CASE("field bytes end at the first other one, wherever it stands among eight") {
    for (int byte = 0; byte < 256; ++byte) {
      const bool control = (byte < 0x20 && byte != '\t') || byte == 0x7F;
      for (std::size_t at = 0; at < 20; ++at) {
        CAPTURE(byte);
        CAPTURE(at);
        std::string text = "\tgr\xC3\xBC\x80\xFF\xA0 ~!\t\t abcdefg";
        text[at] = static_cast<char>(byte);
        const char* const end = text.data() + text.size();
        CHECK(end_of_field_bytes(text.data(), end) == (control ? text.data() + at : end));
      }
    }
  }

  TEST_CASE("a field value does not begin or end with white space") {
    CHECK(is_field_value(""));
    CHECK(is_field_value("a b"));
    for (const auto* bad : {" a", "a ", "\ta", "a\t", " ", "\t"}) CHECK_FALSE(is_field_value(bad));
  }

  TEST_CASE("comparing without case touches ASCII letters only") {
    CHECK(equal_ignoring_case("Content-Length", "cONTENT-lENGTH"));
    CHECK_FALSE(equal_ignoring_case("Content-Length", "Content_Length"));
    CHECK_FALSE(equal_ignoring_case("a", "ab"));
    CHECK_FALSE(equal_ignoring_case("[", "{"));  // they differ in the bit of the case
    CHECK_FALSE(equal_ignoring_case("@", "`"));
    CHECK_FALSE(equal_ignoring_case("\xC4", "\xE4"));  // Latin-1 letters
  }

  TEST_CASE("a list falls into trimmed members") {
    struct Row {
      std::string_view list;
      std::vector<std::string_view> members;
    };
    const Row rows[] = {
        {"a", {"a"}},
        {"a,b", {"a", "b"}},
        {" a \t, b ", {"a", "b"}},
        {"a,,b", {"a", "", "b"}},
        {",", {""}},
        {R"(a;x="1,2",b)", {R"(a;x="1,2")", "b"}},
        {R"("\",",b)", {R"("\",")", "b"}},
        {R"("open, b)", {R"("open, b)"}},
        {R"("open\)", {R"("open\)"}},
    };
    for (const auto& row : rows) {
      CAPTURE(row.list);
      std::vector<std::string_view> members;
      for (auto rest = row.list; !rest.empty();) members.push_back(next_member(rest));
      CHECK(members == row.members);
    }
  }

  TEST_CASE("percent-escapes are two hexadecimal digits") {
    for (const auto* good : {"", "a", "%41", "%aF%00", "a%20b"}) {
      CAPTURE(good);
      CHECK(has_valid_escapes(good));
    }
    for (const auto* bad : {"%", "%4", "a%", "%g1", "%1g", "%%41", "%+1", "% 1", "%41%"}) {
      CAPTURE(bad);
      CHECK_FALSE(has_valid_escapes(bad));
      std::string out = "kept";
      CHECK_FALSE(append_decoded(out, bad));
      CHECK(out == "kept");
    }
  }

  TEST_CASE("decoding yields the bytes, once") {
    std::string out = "a";
    REQUIRE(append_decoded(out, "b%2Fc%25%32%30d%c3%a4+"));
    CHECK(out == "ab/c%20d\xC3\xA4+");
  }

  TEST_CASE("decoding refuses an escape that stands for NUL") {
    std::string out = "kept";
    CHECK_FALSE(append_decoded(out, "ab%00c"));
    CHECK(out == "kept");
  }
}
