// Random routers against a matcher that is too simple to be wrong: it looks at
// every pattern, and compares those that match by their kinds.
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <random>
#include <vector>

#include "routes.hpp"

using namespace siding::routing;

namespace {

using Random = std::mt19937;
using Texts = std::vector<std::string>;

Texts split(std::string_view path) {
  Texts segments;
  for (path.remove_prefix(1);;) {
    const auto end = path.find('/');
    segments.emplace_back(path.substr(0, end));
    if (end == path.npos) return segments;
    path.remove_prefix(end + 1);
  }
}

std::string decoded(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

bool climbs(const std::string& value) {
  const auto parts = split("/" + value);
  return std::any_of(parts.begin(), parts.end(), [](const auto& part) { return part == "." || part == ".."; });
}

struct Reference {
  std::string kinds;  // one letter per segment, the smaller the more specific
  Texts values;
};

// What one pattern makes of the path; nothing when it does not match.
std::optional<Reference> match_one(const Texts& pattern, const Texts& path) {
  Reference result;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const std::string& part = pattern[i];
    if (i >= path.size()) return {};
    if (part == "{t...}") {
      std::string rest = path[i];
      for (std::size_t j = i + 1; j < path.size(); ++j) rest += "/" + path[j];
      if (climbs(rest)) return {};
      result.kinds += 'd';
      result.values.push_back(rest);
      return result;
    }
    const std::string& text = path[i];
    const bool number = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
    if (part.front() == '{') {
      const bool typed = part.find(":int") != part.npos;
      if (typed ? !number : (text.empty() || climbs(text))) return {};
      result.kinds += typed ? 'b' : 'c';
      result.values.push_back(text);
    } else {
      if (part != text + "!") return {};  // fixed parts carry a mark, so that none is empty
      result.kinds += 'a';
    }
  }
  if (pattern.size() != path.size()) return {};
  return result;
}

struct Table {
  std::vector<Pattern> patterns;
  std::vector<Texts> parts;  // of each pattern, fixed ones with '!' appended
};

std::string random_path(Random& random, const Texts& alphabet) {
  std::string path;
  for (std::size_t n = 1 + random() % 4; n > 0; --n) path += "/" + alphabet[random() % alphabet.size()];
  return path;
}

void add_random_pattern(Random& random, Table& table) {
  const Texts alphabet = {"a", "b", "1", "", "c", "{p}", "{p:int}", "{t...}"};
  std::string path;
  Texts parts;
  for (std::size_t i = 0, n = 1 + random() % 4; i < n; ++i) {
    std::string part = alphabet[random() % alphabet.size()];
    if (part == "{t...}") n = i + 1;
    parts.push_back(part.starts_with('{') ? part : part + "!");
    if (part.starts_with("{p")) part = "{p" + std::to_string(i) + part.substr(2);
    path += "/" + part;
  }
  if (std::find(table.parts.begin(), table.parts.end(), parts) != table.parts.end()) return;
  table.patterns.push_back(pattern(path));
  table.parts.push_back(parts);
}

// The index of the pattern that should win, and its values.
std::optional<std::pair<std::size_t, Reference>> expected(const Table& table, const std::string& path) {
  Texts segments = split(path);
  std::transform(segments.begin(), segments.end(), segments.begin(), decoded);
  std::optional<std::pair<std::size_t, Reference>> best;
  for (std::size_t i = 0; i < table.parts.size(); ++i) {
    auto match = match_one(table.parts[i], segments);
    if (match && (!best || match->kinds < best->second.kinds)) best.emplace(i, std::move(*match));
  }
  return best;
}

void check(const Router& router, const Table& table, const std::string& path, Match& match) {
  CAPTURE(path);
  const auto want = expected(table, path);
  const auto outcome = router.find("GET", path, match);
  REQUIRE((outcome == Outcome::found) == want.has_value());
  if (!want) return;
  REQUIRE(match.route == want->first);
  Texts values;
  for (const Param& param : match.params) values.emplace_back(param.value);
  REQUIRE(values == want->second.values);
}

}  // namespace

TEST_SUITE("router property") {
  TEST_CASE("random routers find what a naive matcher finds") {
    Random random{20261122};
    const Texts alphabet = {"a", "b", "c", "1", "23", "", "%61", "c%2Fd", "%31", ".", "%2e%2E", "x", "%7Bp0%7D"};
    Match match;
    std::size_t hits = 0;
    for (int round = 0; round < 400; ++round) {
      Table table;
      for (std::size_t n = 1 + random() % 25; n > 0; --n) add_random_pattern(random, table);
      const Router router = router_of(table.patterns);
      for (int i = 0; i < 200; ++i) {
        check(router, table, random_path(random, alphabet), match);
        hits += match.params.empty() ? 0 : 1;
      }
    }
    CHECK(hits > 10'000);  // or the paths have little to do with the patterns
  }

  TEST_CASE("random bytes never break a search") {
    Random random{7};
    const Router router = router_of({"/{a}/{b:int}", "/{t...}", "/a/b", "/"});
    Match match;
    const std::string_view bytes =
        "/%.a1-\xFF"
        "2eF";
    for (int i = 0; i < 100'000; ++i) {
      std::string path = "/";
      for (std::size_t n = random() % 12; n > 0; --n) path += bytes[random() % bytes.size()];
      if (router.find("GET", path, match) != Outcome::found) continue;
      REQUIRE(match.route < 4);
      for (const Param& param : match.params) REQUIRE_FALSE(param.name.empty());
    }
  }
}
