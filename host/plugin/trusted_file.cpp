#include "plugin/trusted_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <deque>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin/file_words.hpp"

namespace siding::plugin {
namespace {

namespace fs = std::filesystem;

constexpr int kMostLinks = 40;  // as the kernel's own limit

// Follows one path and collects what is wrong on the way.
class Walk {
 public:
  explicit Walk(Trustee trustee) : trustee_{trustee} {}

  Result<TrustedFile, Mistakes> follow(const fs::path& path);

 private:
  enum class Step { next, end, failed };

  void queue(const fs::path& path);
  bool start_at_root();
  Step step(const std::string& name);
  Step enter(Descriptor place, const fs::path& path, const struct stat& status);
  Step follow_link(const Descriptor& link, const fs::path& path, const struct stat& status);
  Step open_file(const std::string& name, const fs::path& path);

  bool owned(const fs::path& path, const struct stat& status);
  void judge(const fs::path& path, const struct stat& status);
  Step refuse(ExitCode code, std::string what, std::string fix);
  Step refuse_errno(const fs::path& path, int error);

  Trustee trustee_;
  std::deque<std::string> ahead_;
  Descriptor here_;
  fs::path here_path_;
  int links_ = 0;
  TrustedFile file_;
  Mistakes mistakes_;
};

Walk::Step Walk::refuse(ExitCode code, std::string what, std::string fix) {
  const bool known =  // a link leads through the same parents twice
      std::any_of(mistakes_.begin(), mistakes_.end(), [&](const Mistake& mistake) { return mistake.what == what; });
  if (!known)
    mistakes_.push_back({.code = code, .place = {}, .what = std::move(what), .fix = std::move(fix), .quoted = {}});
  return Step::failed;
}

Walk::Step Walk::refuse_errno(const fs::path& path, int error) {
  const std::string name = path.string();
  if (error == ENOENT || error == ENOTDIR)
    return refuse(ExitCode::configuration, "`" + name + "` does not exist", "build the plugin, or mend the name");
  const std::string reason = std::generic_category().message(error);
  struct stat status {};
  const bool known = ::fstatat(here_.get(), path.filename().c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
  if (error == EACCES && known) {
    return refuse(ExitCode::permission, "`" + name + "` can't be read: " + reason + " (" + owner_and_mode(status) + ")",
                  "chmod a+r " + shell_word(name));
  }
  if (error == EACCES) {
    return refuse(ExitCode::permission, "`" + here_path_.string() + "` can't be entered: " + reason,
                  "chmod a+x " + shell_word(here_path_.string()));
  }
  return refuse(ExitCode::configuration, "`" + name + "` can't be opened: " + reason, {});
}

bool Walk::owned(const fs::path& path, const struct stat& status) {
  if (status.st_uid == 0 || status.st_uid == trustee_.user) return true;
  refuse(ExitCode::permission,
         "`" + path.string() + "` belongs to somebody who is neither root nor the service's user " +
             user_name(trustee_.user) + " (" + owner_and_mode(status) + ")",
         "chown -h root " + shell_word(path.string()));
  return false;
}

void Walk::judge(const fs::path& path, const struct stat& status) {
  if (!owned(path, status)) return;
  const bool sticky = S_ISDIR(status.st_mode) && (status.st_mode & S_ISVTX);
  const bool others = !sticky && (status.st_mode & S_IWOTH);
  const bool group = !sticky && (status.st_mode & S_IWGRP) && status.st_gid != 0 && status.st_gid != trustee_.group;
  if (!others && !group) return;
  refuse(ExitCode::permission,
         "`" + path.string() + "` can be written by " + (others ? "others" : "the group " + group_name(status.st_gid)) +
             " (" + owner_and_mode(status) + ")",
         std::string{"chmod "} + (group ? (others ? "go-w " : "g-w ") : "o-w ") + shell_word(path.string()));
}

void Walk::queue(const fs::path& path) {
  std::vector<std::string> names;
  for (const fs::path& part : path.relative_path())
    if (!part.empty() && part != ".") names.push_back(part.string());
  ahead_.insert(ahead_.begin(), names.begin(), names.end());
}

bool Walk::start_at_root() {
  here_ = Descriptor{::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC)};
  here_path_ = "/";
  struct stat status {};
  if (!here_ || ::fstat(here_.get(), &status) != 0) {
    refuse_errno(here_path_, errno);
    return false;
  }
  judge(here_path_, status);
  return true;
}

Walk::Step Walk::enter(Descriptor place, const fs::path& path, const struct stat& status) {
  judge(path, status);
  here_ = std::move(place);
  here_path_ = path;
  if (!ahead_.empty()) return Step::next;
  return refuse(ExitCode::configuration, "`" + path.string() + "` is a directory, not a plugin library", {});
}

Walk::Step Walk::follow_link(const Descriptor& link, const fs::path& path, const struct stat& status) {
  owned(path, status);
  std::array<char, PATH_MAX> target;
  const ssize_t size = ::readlinkat(link.get(), "", target.data(), target.size());
  if (size <= 0 || ++links_ > kMostLinks) return refuse_errno(path, size < 0 ? errno : ELOOP);
  const fs::path to{std::string{target.data(), static_cast<std::size_t>(size)}};
  queue(to);
  if (to.is_absolute() && !start_at_root()) return Step::failed;
  return Step::next;
}

Walk::Step Walk::open_file(const std::string& name, const fs::path& path) {
  // O_NONBLOCK: opening a pipe would wait for its writer.
  Descriptor file{::openat(here_.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)};
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0) return refuse_errno(path, errno);
  if (!S_ISREG(status.st_mode))
    return refuse(ExitCode::configuration, "`" + path.string() + "` is not a regular file", {});
  judge(path, status);
  file_ = {std::move(file), path, static_cast<std::uint64_t>(status.st_size)};
  return Step::end;
}

Walk::Step Walk::step(const std::string& name) {
  const fs::path path = name == ".." ? here_path_.parent_path() : here_path_ / name;
  Descriptor place{::openat(here_.get(), name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC)};
  struct stat status {};
  if (!place || ::fstat(place.get(), &status) != 0) return refuse_errno(path, errno);
  if (S_ISDIR(status.st_mode)) return enter(std::move(place), path, status);
  if (S_ISLNK(status.st_mode)) return follow_link(place, path, status);
  if (!ahead_.empty()) return refuse_errno(path / ahead_.front(), ENOTDIR);
  return open_file(name, path);
}

Result<TrustedFile, Mistakes> Walk::follow(const fs::path& path) {
  queue(path);
  Step last = start_at_root() ? Step::next : Step::failed;
  while (last == Step::next && !ahead_.empty()) {
    const std::string name = std::move(ahead_.front());
    ahead_.pop_front();
    last = step(name);
  }
  if (last == Step::next) refuse_errno(path, ENOENT);
  if (!mistakes_.empty()) return std::move(mistakes_);
  return std::move(file_);
}

bool is_inside(const fs::path& file, const fs::path& directory) {
  const auto [in_directory, in_file] = std::mismatch(directory.begin(), directory.end(), file.begin(), file.end());
  return in_directory == directory.end() && in_file != file.end();
}

// The mistake of a file that is not there, with what is there instead.
void suggest(Mistakes& mistakes, const fs::path& file) {
  if (mistakes.empty() || mistakes.back().code != ExitCode::configuration) return;
  std::vector<std::string> libraries;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator{file.parent_path(), ignored})
    if (entry.path().extension() == ".so") libraries.push_back(entry.path().filename().string());
  if (const auto near = nearest(file.filename().string(), libraries); !near.empty() && near != file.filename())
    mistakes.back().fix = "did you mean `" + std::string{near} + "`?";
}

}  // namespace

Trustee Trustee::current() {
  return {::geteuid(), ::getegid()};
}

Result<TrustedFile, Mistakes> TrustedFile::open(const fs::path& file, const fs::path& directory, Trustee trustee) {
  const fs::path path = fs::absolute(directory / file);  // an absolute `file` stays as it is
  auto found = Walk{trustee}.follow(path);
  if (!found) {
    Mistakes mistakes = found.error();
    suggest(mistakes, path);
    return mistakes;
  }
  std::error_code error;
  const fs::path root = directory.empty() ? fs::path{} : fs::canonical(directory, error);
  if (directory.empty() || (!error && is_inside(found->path, root))) return found;
  return Mistakes{{.code = ExitCode::permission,
                   .place = {},
                   .what = "`" + path.string() + "` leads out of the plugin directory " + root.string() + ", to `" +
                           found->path.string() + "`",
                   .fix = "cp --remove-destination " + shell_word(found->path.string()) + " " +
                          shell_word((root / path.filename()).string()),
                   .quoted = {}}};
}

}  // namespace siding::plugin
