#include "base/json_text.hpp"

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

namespace siding {

using namespace std::string_view_literals;

namespace {

std::string json(std::string_view text) {
  std::string out;
  append_json(out, text);
  return out;
}

}  // namespace

TEST_SUITE("JSON text") {
  TEST_CASE("plain text is put in quotes, behind what is there") {
    std::string out = "{\"a\":";
    append_json(out, "b c");
    append_json(out, "");

    CHECK(out == "{\"a\":\"b c\"\"\"");
  }

  TEST_CASE("quotes, backslashes and control bytes are escaped") {
    CHECK(json("a\"b\\c\nd\te\rf\0g\x7Fh"sv) == R"("a\"b\\c\nd\te\u000df\u0000g\u007fh")");
  }

  TEST_CASE("UTF-8 stays, and each byte of anything else is U+FFFD") {
    CHECK(json("Gr\xC3\xBC\xC3\x9F") == "\"Gr\xC3\xBC\xC3\x9F\"");
    CHECK(json("a\xFF\xC3"
               "b\"") ==
          "\"a\xEF\xBF\xBD\xEF\xBF\xBD"
          "b\\\"\"");
  }

  TEST_CASE("there is room for whatever the bytes are, and it can be read back") {
    for (int byte = 0; byte < 256; ++byte) {
      const std::string text(50, static_cast<char>(byte));
      std::string out(json_room(text.size()), 'x');

      const char* const end = put_json(out.data(), text);

      REQUIRE(end <= out.data() + out.size());
      out.resize(static_cast<std::size_t>(end - out.data()));
      const auto back = boost::json::parse(out);
      REQUIRE(back.is_string());
      if (byte < 0x80) CHECK(back.as_string() == text);
    }
  }
}

}  // namespace siding
