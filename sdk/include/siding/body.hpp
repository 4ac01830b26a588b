// body.hpp - the content of a response, on its way to the host.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>

#include <siding/abi.h>

namespace siding::detail {

// A string it owns, bytes that live for ever, or bytes that somebody releases. Move-only.
class body {
 public:
  static constexpr std::size_t kCopied = 512;  // bytes up to which a copy is cheaper than a release

  body() noexcept = default;
  body(std::string&& text) noexcept : text_{std::move(text)} {}  // implicit: the usual case
  body(body&& other) noexcept
      : text_{std::move(other.text_)},
        fixed_{other.fixed_},
        release_{std::exchange(other.release_, nullptr)},
        user_{other.user_} {}
  body& operator=(body&& other) noexcept {
    std::swap(text_, other.text_);
    std::swap(fixed_, other.fixed_);
    std::swap(release_, other.release_);
    std::swap(user_, other.user_);
    return *this;
  }
  ~body() {
    if (release_) release_(user_);
  }

  static body fixed(std::string_view bytes) noexcept {
    body result;
    result.fixed_ = bytes;
    return result;
  }

  template <class Container>
  static body owning(Container&& bytes) {
    auto* const kept = new Container(std::forward<Container>(bytes));
    body result;
    result.fixed_ = {reinterpret_cast<const char*>(std::ranges::data(*kept)), std::ranges::size(*kept)};
    result.user_ = kept;
    result.release_ = [](void* user) { delete static_cast<Container*>(user); };
    return result;
  }

  std::string_view view() const noexcept { return fixed_.data() ? fixed_ : std::string_view{text_}; }

  // Describes itself to the host; it has to stay until respond has returned. Throws std::bad_alloc.
  void describe(siding_response& out) {
    if (!fixed_.data() && text_.size() > kCopied) *this = owning(std::move(text_));
    out.body = {view().data(), view().size()};
    out.body_kind = release_ ? SIDING_BODY_RELEASE : fixed_.data() ? SIDING_BODY_STATIC : SIDING_BODY_COPY;
    out.release = release_;
    out.release_user = user_;
  }
  // respond has accepted it: the host calls release.
  void handed_over() noexcept { release_ = nullptr; }

 private:
  std::string text_;
  std::string_view fixed_;  // unset: text_ counts
  void (*release_)(void* user) = nullptr;
  void* user_ = nullptr;
};

}  // namespace siding::detail
