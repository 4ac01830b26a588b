#include "supervisor/status_board.hpp"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <cstring>

namespace siding::supervisor {

namespace {

namespace fs = std::filesystem;

constexpr const char* kName = "siding-supervisor";
constexpr std::string_view kLink = "/memfd:siding-supervisor (deleted)";

template <std::size_t N>
void put(std::array<char, N>& to, std::string_view text) {
  const std::size_t size = std::min(text.size(), N - 1);
  std::memcpy(to.data(), text.data(), size);
  to[size] = '\0';
}

template <std::size_t N>
std::string get(const std::array<char, N>& from) {
  return {from.data(), ::strnlen(from.data(), N)};
}

}  // namespace

struct BoardLayout {
  std::atomic<std::uint64_t> begun;
  std::atomic<std::uint64_t> done;
  int code;
  int table;  // a descriptor of the supervisor
  std::array<char, 4096> config;
  std::array<char, 64 << 10> why;
  std::array<char, 64 << 10> plugins;
};

StatusBoard::StatusBoard(const fs::path& config)
    : file_(make_memory_file(kName, sizeof(BoardLayout))),
      memory_(file_.get(), sizeof(BoardLayout)),
      board_(memory_.as<BoardLayout>()) {
  std::error_code ignored;
  if (board_) put(board_->config, fs::weakly_canonical(config, ignored).string());
}

void StatusBoard::begin_reload() {
  if (board_) board_->begun.fetch_add(1, std::memory_order_release);
}

void StatusBoard::end_reload(int code, std::string_view why) {
  if (!board_) return;
  board_->code = code;
  put(board_->why, why);
  board_->done.store(board_->begun.load(std::memory_order_relaxed), std::memory_order_release);
}

void StatusBoard::serves(std::string_view table, const std::vector<std::pair<std::string, std::string>>& plugins) {
  if (!board_) return;
  Descriptor file = make_memory_file("siding-served", table);
  board_->table = file.get();
  table_ = std::move(file);
  std::string lines;
  for (const auto& [name, content] : plugins) lines += name + "\t" + content + "\n";
  put(board_->plugins, lines);
}

std::uint64_t Supervised::begun() const {
  return board_->begun.load(std::memory_order_acquire);
}

std::uint64_t Supervised::done() const {
  return board_->done.load(std::memory_order_acquire);
}

Supervised::Outcome Supervised::last() const {
  return {board_->code, get(board_->why)};
}

std::string Supervised::table() const {
  const std::string path = "/proc/" + std::to_string(pid) + "/fd/" + std::to_string(board_->table);
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  return file ? read_all(file.get()) : std::string{};
}

std::string Supervised::plugins() const {
  return get(board_->plugins);
}

std::vector<Supervised> Supervised::find(pid_t pid) {
  std::vector<Supervised> found;
  std::error_code error;
  for (fs::directory_iterator entry("/proc/" + std::to_string(pid) + "/fd", error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code unreadable;
    if (fs::read_symlink(entry->path(), unreadable) != kLink) continue;
    const Descriptor file{::open(entry->path().c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file) continue;
    Supervised one;
    one.memory_ = MappedMemory(file.get(), sizeof(BoardLayout), false);
    one.board_ = one.memory_.as<BoardLayout>();
    if (!one.board_) continue;
    one.pid = pid;
    one.config = get(one.board_->config);
    found.push_back(std::move(one));
    break;
  }
  return found;
}

std::vector<Supervised> Supervised::find_all() {
  std::vector<Supervised> all;
  std::error_code error;
  for (fs::directory_iterator entry("/proc", error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename();
    pid_t pid = 0;
    const auto [rest, failed] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (failed != std::errc{} || rest != name.data() + name.size()) continue;
    for (Supervised& one : find(pid)) all.push_back(std::move(one));
  }
  return all;
}

}  // namespace siding::supervisor
