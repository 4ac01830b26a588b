#include "config/source.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>

namespace siding::config {
namespace {

constexpr std::size_t kLargest = std::size_t{4} << 20;

Mistakes unreadable(const std::filesystem::path& file, const std::string& why) {
  Mistake mistake{.code = ExitCode::no_input, .place = {}, .what = {}, .fix = {}, .quoted = {}};
  mistake.place.file = std::make_shared<const std::string>(file.string());
  mistake.what = "cannot read the configuration: " + why;
  mistake.fix = "name the file with --config FILE";
  return {mistake};
}

Mistakes too_large(const std::filesystem::path& file) {
  Mistakes mistakes = unreadable(file, {});
  mistakes.front().code = ExitCode::data;
  mistakes.front().what = "the configuration is larger than 4 MiB";
  mistakes.front().fix = "is this the right file?";
  return mistakes;
}

std::string_view without_mark(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

}  // namespace

Result<Source, Mistakes> Source::read(const std::filesystem::path& file) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) return unreadable(file, "it is a directory");
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return unreadable(file, std::generic_category().message(errno == 0 ? EIO : errno));
  std::string text(kLargest + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) return unreadable(file, "reading failed");
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > kLargest) return too_large(file);
  return Source(text, file.string());
}

Source::Source(std::string_view text, std::string_view name)
    : name_(std::make_shared<const std::string>(name)), text_(without_mark(text)), starts_{0} {
  for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1)) {
    starts_.push_back(at + 1);
  }
}

std::string_view Source::line(std::uint32_t number) const {
  if (number == 0 || number > starts_.size()) return {};
  const std::size_t start = starts_[number - 1];
  const std::size_t end = number < starts_.size() ? starts_[number] - 1 : text_.size();
  std::string_view found = std::string_view{text_}.substr(start, end - start);
  if (found.ends_with('\r')) found.remove_suffix(1);
  return found;
}

std::string_view Source::from(const Place& place) const {
  if (place.line == 0 || place.line > starts_.size()) return {};
  const std::size_t at = starts_[place.line - 1] + (place.column == 0 ? 0 : place.column - 1);
  return at < text_.size() ? std::string_view{text_}.substr(at) : std::string_view{};
}

}  // namespace siding::config
