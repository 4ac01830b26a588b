#include "base/log_format.hpp"

#include <ctime>
#include <string>

#include <spdlog/details/log_msg.h>
#include <spdlog/pattern_formatter.h>

#include "base/digits.hpp"
#include "base/json_text.hpp"

namespace siding {

namespace {

constexpr std::string_view kPattern = "[%Y-%m-%d %H:%M:%S.%e] [%n] [%l] ";
constexpr std::string_view kColoured = "[%Y-%m-%d %H:%M:%S.%e] [%n] [%^%l%$] ";
constexpr std::string_view kFurtherLine = "\n    ";

std::string_view view(spdlog::string_view_t text) {
  return {text.data(), text.size()};
}

std::string_view colour_of(spdlog::level::level_enum level) {
  if (level >= spdlog::level::err) return "\x1b[31m";
  if (level == spdlog::level::warn) return "\x1b[33m";
  return level == spdlog::level::info ? "\x1b[32m" : "\x1b[36m";
}

void append(spdlog::memory_buf_t& out, std::string_view text) {
  out.append(text.data(), text.data() + text.size());
}

void append_visible(spdlog::memory_buf_t& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  while (text.ends_with('\n')) text.remove_suffix(1);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      append(out, kFurtherLine);
    } else if ((byte < 0x20 && c != '\t') || byte == 0x7F) {
      const char escaped[] = {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
      append(out, {escaped, sizeof escaped});
    } else {
      out.push_back(c);
    }
  }
}

class TextFormatter final : public spdlog::formatter {
 public:
  explicit TextFormatter(bool colours)
      : colours_(colours),
        beginning_(std::string(colours ? kColoured : kPattern), spdlog::pattern_time_type::local, "") {}

  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    spdlog::memory_buf_t beginning;
    beginning_.format(message, beginning);
    const std::string_view text{beginning.data(), beginning.size()};
    if (colours_) {
      const auto from = message.color_range_start;
      const auto to = message.color_range_end;
      append(out, text.substr(0, from));
      append(out, colour_of(message.level));
      append(out, text.substr(from, to - from));
      append(out, "\x1b[m");
      append(out, text.substr(to));
    } else {
      append(out, text);
    }
    append_visible(out, view(message.payload));
    out.push_back('\n');
  }

  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<TextFormatter>(colours_); }

 private:
  const bool colours_;
  spdlog::pattern_formatter beginning_;
};

class JsonFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    line_ = R"({"time":")";
    line_.append(time_.of(std::chrono::time_point_cast<std::chrono::system_clock::duration>(message.time)));
    line_.append(R"(","level":")").append(view(spdlog::level::to_string_view(message.level))).append(R"(","logger":)");
    append_json(line_, view(message.logger_name));
    line_ += R"(,"message":)";
    append_json(line_, view(message.payload));
    line_ += "}\n";
    append(out, line_);
  }

  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<JsonFormatter>(); }

 private:
  std::string line_;
  UtcText time_;
};

}  // namespace

std::unique_ptr<spdlog::formatter> make_log_formatter(LogFormat format, bool colours) {
  if (format == LogFormat::json) return std::make_unique<JsonFormatter>();
  return std::make_unique<TextFormatter>(colours);
}

std::string_view UtcText::of(std::chrono::system_clock::time_point time) {
  using namespace std::chrono;
  const auto since = duration_cast<microseconds>(time.time_since_epoch());
  const auto second = floor<seconds>(since);
  if (second != second_) begin(second);
  const auto micros = static_cast<unsigned>((since - second).count());
  put_three_digits(put_three_digits(text_.data() + kSize - 7, micros / 1000), micros % 1000);
  return {text_.data(), kSize};
}

void UtcText::begin(std::chrono::seconds second) {
  second_ = second;
  const std::time_t seconds_since = second.count();
  std::tm parts{};
  ::gmtime_r(&seconds_since, &parts);
  std::strftime(text_.data(), text_.size(), "%Y-%m-%dT%H:%M:%S.000000Z", &parts);
}

}  // namespace siding
