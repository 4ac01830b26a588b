// request.hpp - what a handler is given.
//
// Owner:   the SDK. Every view lives until the handler's coroutine (or function)
//          has ended, also when the client has left meanwhile.
// Threads: reading on any.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include <siding/abi.h>
#include <siding/context.hpp>
#include <siding/query.hpp>

namespace siding {

// How the route runs; routes.yaml decides.
enum class mode : std::uint32_t {
  sync = SIDING_MODE_SYNC,
  async = SIDING_MODE_ASYNC,
  offload = SIDING_MODE_OFFLOAD,
};

struct field {
  std::string_view name;
  std::string_view value;
};

// Header fields or path parameters, in order: for (const auto& [name, value] : request.headers())
class fields {
 public:
  class iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = field;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = field;

    iterator() = default;
    iterator(const unsigned char* at, std::size_t stride) noexcept : at_{at}, stride_{stride} {}
    field operator*() const noexcept {
      const auto& raw = *reinterpret_cast<const siding_field*>(at_);
      return {detail::from_abi(raw.name), detail::from_abi(raw.value)};
    }
    iterator& operator++() noexcept {
      at_ += stride_;
      return *this;
    }
    iterator operator++(int) noexcept {
      const iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const iterator&, const iterator&) = default;

   private:
    const unsigned char* at_ = nullptr;
    std::size_t stride_ = 0;
  };

  fields(const siding_field* first, std::size_t count, std::size_t stride) noexcept
      : first_{reinterpret_cast<const unsigned char*>(first)}, count_{count}, stride_{stride} {}
  iterator begin() const noexcept { return {first_, stride_}; }
  iterator end() const noexcept { return {first_ + count_ * stride_, stride_}; }
  std::size_t size() const noexcept { return count_; }

 private:
  const unsigned char* first_;
  std::size_t count_;
  std::size_t stride_;
};

class body_reader;
class response_stream;

class request {
 public:
  // REQUIRES: not answered yet.
  request(const detail::runtime& rt, siding_request* handle, siding_scope* scope) noexcept
      : rt_{&rt}, handle_{handle}, head_{rt.core->head(handle)}, scope_{scope} {}
  request(const request&) = delete;
  request& operator=(const request&) = delete;

  std::string_view method() const noexcept { return detail::from_abi(head_->method); }
  std::string_view target() const noexcept { return detail::from_abi(head_->target); }  // as received
  std::string_view path() const noexcept { return detail::from_abi(head_->path); }      // not decoded
  std::string_view query() const noexcept { return detail::from_abi(head_->query); }    // without '?', not decoded
  // The first query parameter of that name, decoded.
  std::optional<std::string> query(std::string_view name) const { return query_parameter(query(), name); }

  // The path parameter {name}, decoded.
  std::optional<std::string_view> param(std::string_view name) const noexcept {
    for (const auto& [key, value] : params()) {
      if (key == name) return value;
    }
    return std::nullopt;
  }
  fields params() const noexcept { return {head_->params, head_->param_count, head_->field_stride}; }

  // The first header field of that name, any case.
  std::optional<std::string_view> header(std::string_view name) const noexcept {
    siding_str value{nullptr, 0};
    if (rt_->core->header(handle_, detail::to_abi(name), &value) != SIDING_OK) return std::nullopt;
    return detail::from_abi(value);
  }
  fields headers() const noexcept { return {head_->fields, head_->field_count, head_->field_stride}; }

  // The whole content; empty on a route with `body: stream` (see stream.hpp).
  std::string_view body() const noexcept { return detail::from_abi(head_->body); }

  // Bytes of the content as the client has announced them; empty when it did not (chunked).
  std::optional<std::uint64_t> content_length() const noexcept {
    return head_->content_length == SIDING_LENGTH_UNKNOWN ? std::nullopt : std::optional{head_->content_length};
  }

  std::string_view id() const noexcept { return detail::from_abi(head_->id); }        // as in the log
  std::string_view peer() const noexcept { return detail::from_abi(head_->peer); }    // "192.0.2.1:5000"
  std::string_view route() const noexcept { return detail::from_abi(head_->route); }  // its name
  siding::mode mode() const noexcept { return static_cast<siding::mode>(head_->mode); }
  unsigned http_version() const noexcept { return head_->http_version; }  // 10 or 11

  // When the route's timeout ends; empty without one.
  std::optional<std::chrono::steady_clock::time_point> deadline() const noexcept {
    if (head_->deadline_ns == 0) return std::nullopt;
    return std::chrono::steady_clock::time_point{std::chrono::nanoseconds{head_->deadline_ns}};
  }

  // Why nobody waits for the answer any more; empty while somebody does. For loops that
  // compute: a wait ends by itself. An answer is owed all the same, as by returning.
  std::optional<stop_reason> cancelled() const noexcept {
    const std::int32_t why = rt_->core->cancelled(scope_);
    return why < 0 ? std::optional{static_cast<stop_reason>(why)} : std::nullopt;
  }

 private:
  friend body_reader;
  friend response_stream;

  const detail::runtime* rt_;
  siding_request* handle_;
  const siding_head* head_;
  siding_scope* scope_;
};

}  // namespace siding
