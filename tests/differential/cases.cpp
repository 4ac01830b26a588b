#include "differential/cases.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <string_view>

#include "fuzz/harness.hpp"

namespace siding::differential {
namespace {

namespace fs = std::filesystem;
using Random = std::mt19937;
using Words = std::vector<std::string>;

constexpr std::string_view kChunkedHead = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

std::vector<std::string> files_of(const fs::path& directory) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator{directory}) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> files;
  for (const auto& path : paths) {
    std::ifstream stream{path, std::ios::binary};
    files.emplace_back(std::istreambuf_iterator<char>{stream}, std::istreambuf_iterator<char>{});
  }
  return files;
}

std::string without_cuts(std::string text) {
  std::erase(text, fuzz::kCut);
  return text;
}

// std::uniform_int_distribution is not the same everywhere.
std::size_t below(Random& random, std::size_t bound) {
  return random() % bound;
}

const std::string& one_of(Random& random, const Words& words) {
  return words[below(random, words.size())];
}

std::string random_text(Random& random, std::string_view bytes, std::size_t longest) {
  std::string text;
  for (std::size_t n = below(random, longest + 1); n > 0; --n) text += bytes[below(random, bytes.size())];
  return text;
}

std::string random_field(Random& random) {
  static const Words kNames{"A", "Accept", "X-Y_z.1", "cookie", "TE", "Trailer", "!#$%&'*+-.^_`|~09", "Content-Type"};
  static const Words kSpaces{"", " ", "\t", "  \t"};
  static constexpr std::string_view kBytes = "abcXYZ019 \t,;=\"\\()<>@:/[]{}?-\x80\xA0\xFF";
  return one_of(random, kNames) + ":" + one_of(random, kSpaces) + random_text(random, kBytes, 12) +
         one_of(random, kSpaces) + "\r\n";
}

std::string random_extensions(Random& random) {
  static const Words kExtensions{";a", ";a=b", ";a=\"b c\"", ";a=\"\\\"\"", "; a", " ;a", ";a = b", ";a;b=c"};
  std::string text;
  while (below(random, 4) == 0) text += one_of(random, kExtensions);
  return text;
}

std::string random_chunks(Random& random) {
  static constexpr std::string_view kBytes = "ab\r\n0;\xF0";
  static constexpr std::string_view kDigits = "0123456789abcDEF";
  std::string text;
  for (std::size_t n = below(random, 4); n > 0; --n) {
    const auto data = "x" + random_text(random, kBytes, 14);
    text +=
        random_text(random, "0", 2) + kDigits[data.size() % 16] + random_extensions(random) + "\r\n" + data + "\r\n";
  }
  text += random_text(random, "0", 2) + "0" + random_extensions(random) + "\r\n";
  while (below(random, 4) == 0) text += random_field(random);
  return text + "\r\n";
}

std::string random_head(Random& random, bool last) {
  static const Words kMethods{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PURGE", "PROPFIND"};
  static const Words kTargets{"/",         "/a/b?c=d&e",      "/%7Ea//b;c=1/..", "/!$&'()*+,-.:;=@_~", "/?",
                              "http://a/", "HTTP://a:80/b?c", "http://a",        "https://[::1]/",     "/a?b?c/d%zz"};
  static const Words kOptions{"keep-alive", "Keep-Alive, te", "upgrade", "x", ""};
  std::string text = one_of(random, kMethods) + " " + one_of(random, kTargets);
  const bool old = below(random, 6) == 0;
  text += old ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n";
  for (std::size_t n = below(random, 4); n > 0; --n) text += random_field(random);
  text += "hOst: a:80\r\n";
  if (old && !last) return text + "Connection: keep-alive\r\n";
  if (below(random, 4) == 0) text += "Connection: " + one_of(random, kOptions) + "\r\nUpgrade: h2c\r\n";
  if (last && below(random, 2) == 0) text += "Connection: close\r\n";
  return text;
}

std::string random_message(Random& random, bool last) {
  static const Words kChunked{"chunked", "chunked", "\tCHUNKED ", "Chunked", "chunked\t"};
  auto head = random_head(random, last);
  const bool old = head.find(" HTTP/1.0") != head.npos;
  switch (below(random, old ? 2 : 3)) {
    case 0:
      return head + "\r\n";
    case 1: {
      const auto content = random_text(random, "ab\r\n: \xF0", 20);
      return head + "Content-Length: " + random_text(random, "0", 2) + std::to_string(content.size()) + "\r\n\r\n" +
             content;
    }
    default:
      return head + "Transfer-Encoding: " + one_of(random, kChunked) + "\r\n\r\n" + random_chunks(random);
  }
}

void mutate(Random& random, std::string& text) {
  static const Words kPieces{"\r\n",
                             "\n",
                             "\r",
                             " ",
                             "\t",
                             std::string(1, '\0'),
                             ":",
                             ",",
                             "0",
                             "1",
                             "%",
                             "/",
                             "#",
                             ";",
                             "\"",
                             "\x80",
                             "chunked",
                             "Content-Length: 1\r\n",
                             "Transfer-Encoding: chunked\r\n",
                             "Host: b\r\n",
                             "Connection: close\r\n",
                             "Connection: keep-alive\r\n",
                             "HTTP/1.0",
                             "GET / HTTP/1.1\r\n"};
  const auto at = below(random, text.size() + 1);
  switch (below(random, 5)) {
    case 0:
      if (at < text.size()) text[at] = static_cast<char>(random());
      break;
    case 1:
      text.insert(at, one_of(random, kPieces));
      break;
    case 2:
      text.erase(at, 1 + below(random, 3));
      break;
    case 3:
      text.insert(at, text.substr(at, 1 + below(random, 12)));
      break;
    default:
      if (at + 1 < text.size()) std::swap(text[at], text[at + 1]);
  }
}

}  // namespace

std::vector<std::string> corpus_cases(const fs::path& corpus) {
  std::vector<std::string> cases;
  for (const auto& file : files_of(corpus / "request")) cases.push_back(without_cuts(file));
  for (const auto& file : files_of(corpus / "chunked")) {
    cases.push_back(std::string{kChunkedHead}.append(without_cuts(file)));
  }
  return cases;
}

std::vector<std::string> composed_cases(std::size_t count, unsigned seed) {
  Random random{seed};
  std::vector<std::string> cases;
  while (cases.size() < count) {
    std::string text;
    for (std::size_t n = below(random, 3); n > 0; --n) {
      text += random_message(random, false);
      if (below(random, 4) == 0) text += "\r\n";
    }
    cases.push_back(text + random_message(random, true));
  }
  return cases;
}

std::vector<std::string> mutated_cases(const std::vector<std::string>& originals, std::size_t count, unsigned seed) {
  Random random{seed};
  std::vector<std::string> cases;
  while (cases.size() < count) {
    auto text = one_of(random, originals);
    for (std::size_t n = 1 + below(random, 3); n > 0; --n) mutate(random, text);
    cases.push_back(std::move(text));
  }
  return cases;
}

}  // namespace siding::differential
