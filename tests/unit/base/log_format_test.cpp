#include "base/log_format.hpp"

#include <doctest/doctest.h>
#include <spdlog/details/log_msg.h>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "base/json_text.hpp"

using namespace siding;

namespace {

std::string formatted(LogFormat format, std::string_view payload, bool colours = false) {
  const std::string name = "plugin.a";
  const spdlog::details::log_msg line{spdlog::log_clock::time_point{std::chrono::microseconds{1'500'000'000'000'042}},
                                      {},
                                      name,
                                      spdlog::level::warn,
                                      spdlog::string_view_t{payload.data(), payload.size()}};
  spdlog::memory_buf_t out;
  make_log_formatter(format, colours)->format(line, out);
  return {out.data(), out.size()};
}

std::string json(std::string_view text) {
  std::string out;
  append_json(out, text);
  return out;
}

}  // namespace

TEST_SUITE("log format") {
  TEST_CASE("a text line has time, logger, level and text") {
    const std::string line = formatted(LogFormat::text, "the text");
    CHECK(line.substr(line.find(']')) == "] [plugin.a] [warning] the text\n");
  }

  TEST_CASE("a text can't look like another line, nor steer a terminal") {
    const std::string line = formatted(LogFormat::text, "a\n[2026] [siding] [info] forged\r\x1b[2J\x7f\n\n");
    CHECK(line.ends_with("] a\n    [2026] [siding] [info] forged\\x0d\\x1b[2J\\x7f\n"));
  }

  TEST_CASE("on a terminal the level has a colour") {
    CHECK(formatted(LogFormat::text, "a", true).find("[\x1b[33mwarning\x1b[m] a\n") != std::string::npos);
  }

  TEST_CASE("a JSON line is one object, with UTC in microseconds") {
    const std::string line = formatted(LogFormat::json, "say \"a\"\nb \xff\xfe caf\xc3\xa9 \x01");
    CHECK(line.ends_with("}\n"));
    CHECK(line.find('\n') == line.size() - 1);
    const auto value = boost::json::parse(line);
    CHECK(value.at("time") == "2017-07-14T02:40:00.000042Z");
    CHECK(value.at("level") == "warning");
    CHECK(value.at("logger") == "plugin.a");
    CHECK(value.at("message") == "say \"a\"\nb \xEF\xBF\xBD\xEF\xBF\xBD caf\xc3\xa9 \x01");
  }

  TEST_CASE("any bytes become a valid JSON string") {
    for (int first = 0; first < 256; ++first) {
      for (const std::string_view rest : {"", "a", "\x80", "\"", "\\", "\xE2\x82", "\xED\xA0\x80"}) {
        const std::string text = std::string(1, static_cast<char>(first)) + std::string(rest);
        boost::system::error_code error;
        const auto value = boost::json::parse(json(text), error);
        CAPTURE(first);
        REQUIRE_FALSE(error);
        CHECK(value.is_string());
      }
    }
    CHECK(json("plain /path") == "\"plain /path\"");
  }
}
