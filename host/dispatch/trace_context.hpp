// trace_context.hpp - W3C Trace Context: which trace a request belongs to.
//
// A valid traceparent goes on as it is: the host is no span of its own, its log and
// the plugin's calls hang below the caller's. Otherwise a new trace begins here.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "http/request.hpp"

namespace siding::dispatch {

// "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
bool is_traceparent(std::string_view text) noexcept;

class TraceParent {
 public:
  // Takes the request's. Where it has none, more than one, or a wrong one, `random()` makes one, and it takes its place
  // among the fields: views of this object. tracestate goes with a wrong one.
  template <class Random>
  void adopt(http::Request& request, Random random) {
    if (!take(request)) make(request, random(), random(), random());
  }
  void clear() { size_ = 0; }

  std::string_view view() const { return {text_.data(), size_}; }  // empty: none

 private:
  static constexpr std::size_t kSize = 55;

  bool take(const http::Request& request);
  void make(http::Request& request, std::uint64_t upper, std::uint64_t lower, std::uint64_t parent);

  std::array<char, kSize> text_{};
  std::size_t size_ = 0;
};

}  // namespace siding::dispatch
