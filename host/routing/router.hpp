// router.hpp - from method and path to the index of a route.
//
// Patterns: "/orders", "/orders/{id}", "/orders/{id:int}", "/files/{rest...}".
// Segment by segment the most specific wins: static, then typed parameter (int,
// uuid), then parameter, then tail; the method is judged at the path that won.
// Immutable once built; find() from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/mistake.hpp"
#include "base/result.hpp"
#include "http/method.hpp"

namespace siding::routing {

struct Pattern {
  std::string path;
  std::vector<std::string> methods;  // empty = GET
  Place place;
};

struct Param {
  std::string_view name;   // lives as long as the router
  std::string_view value;  // percent-decoded; lives in Match::decoded or in the path that was given
};

enum class Outcome {
  found,
  options,             // answer 204 with Allow: no route declares OPTIONS here
  not_found,           // 404
  method_not_allowed,  // 405 with Allow
  bad_path,            // 400: an invalid percent-escape, or one that hides NUL
};

// Filled by find(); reuse it, its memory is kept.
struct Match {
  std::uint32_t route = 0;    // index into the patterns, when found
  std::vector<Param> params;  // in the order of the path
  std::string_view allow;     // "GET, HEAD, OPTIONS", when options or method_not_allowed
  std::string decoded;        // bytes of the values that had escapes
};

class Router {
 public:
  // Two patterns that match the same paths and share a method are a mistake
  // that names both places; so is a malformed pattern.
  static Result<Router, Mistakes> build(std::span<const Pattern> patterns);

  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;
  ~Router();

  // `path` is not decoded and starts with '/'; it outlives `match`. It is split
  // at '/' before decoding, so "%2F" never separates. HEAD finds a GET route.
  // A parameter takes at least one byte, a tail none as well ("/files/"); neither
  // takes "." or ".." as a segment. OPTIONS of "*" allows what any route does.
  Outcome find(const http::Method& method, std::string_view path, Match& match) const;

 private:
  struct Tree;
  explicit Router(std::unique_ptr<Tree> tree);
  std::unique_ptr<Tree> tree_;
};

}  // namespace siding::routing
