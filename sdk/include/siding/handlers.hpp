// handlers.hpp - naming functions as handlers, with the modes that they support.
//
//   siding::sync<&Shop::report>("report")          // may block
//   siding::async<&Shop::list>("list")             // a coroutine, or a function that never waits
//   siding::offloading<&Shop::order>("order")      // a coroutine that uses co_await offload(...)
//     .metadata(R"({"summary":"Places an order"})")
//
// Functions: members of the plugin or free ones, of (const request&) or of (const request&,
// const Settings&); Settings is made once per route from its `settings:`, by Settings(const config&).
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include <siding/abi.h>
#include <siding/request.hpp>
#include <siding/response.hpp>
#include <siding/task.hpp>

namespace siding {

namespace detail {

struct no_settings {};

template <class... Args>
struct settings_of {
  static constexpr bool fits = false;
  using type = no_settings;
};
template <>
struct settings_of<const request&> {
  static constexpr bool fits = true;
  using type = no_settings;
};
template <class Settings>
struct settings_of<const request&, const Settings&> {
  static constexpr bool fits = true;
  using type = Settings;
};

template <class F>
struct signature {
  static constexpr bool fits = false;
  using result = void;
  using settings = no_settings;
};
template <class R, class... Args>
struct signature<R (*)(Args...)> {
  static constexpr bool fits = settings_of<Args...>::fits;
  using result = R;
  using settings = typename settings_of<Args...>::type;
};
template <class R, class... Args>
struct signature<R (*)(Args...) noexcept> : signature<R (*)(Args...)> {};
template <class R, class C, class... Args>
struct signature<R (C::*)(Args...)> : signature<R (*)(Args...)> {};
template <class R, class C, class... Args>
struct signature<R (C::*)(Args...) const> : signature<R (*)(Args...)> {};
template <class R, class C, class... Args>
struct signature<R (C::*)(Args...) noexcept> : signature<R (*)(Args...)> {};
template <class R, class C, class... Args>
struct signature<R (C::*)(Args...) const noexcept> : signature<R (*)(Args...)> {};

template <auto F>
inline constexpr bool takes_request = signature<decltype(F)>::fits;
template <auto F>
inline constexpr bool is_coroutine = std::same_as<typename signature<decltype(F)>::result, task<response>>;
template <auto F>
inline constexpr bool is_function = !is_task<typename signature<decltype(F)>::result> &&
                                    std::convertible_to<typename signature<decltype(F)>::result, response>;

}  // namespace detail

// One handler as SIDING_PLUGIN takes it. The strings live as long as the library.
template <auto F>
struct handler {
  std::string_view name;
  std::uint32_t modes;  // all that it supports
  std::uint32_t mode;   // without a word from routes.yaml
  std::uint32_t flags = 0;
  std::string_view json = "";

  // A JSON object that describes it for OpenAPI; checked by the compiler.
  constexpr handler metadata(std::string_view object) const {
    handler result = *this;
    result.json = object;
    return result;
  }
  // It accepts `body: stream`.
  constexpr handler streams_body() const {
    handler result = *this;
    result.flags |= SIDING_HANDLER_STREAMS_BODY;
    return result;
  }
};

// Extensions without which the plugin can't work: siding::needs("siding.fd/1"). A host that
// lacks one refuses it before any of its code runs.
struct needs {
  std::string_view extension;
  explicit constexpr needs(std::string_view name) : extension{name} {}
};

// An ordinary function; it may block. Runs whole on a worker thread.
template <auto F>
constexpr handler<F> sync(std::string_view name) {
  static_assert(detail::takes_request<F>,
                "siding::sync: the handler takes (const siding::request&), or that and (const Settings&)");
  static_assert(
      !detail::is_coroutine<F>,
      "siding::sync is for ordinary functions: register a coroutine with siding::async or siding::offloading; "
      "any of them may be routed with `mode: sync`");
  static_assert(detail::is_coroutine<F> || detail::is_function<F>,
                "siding::sync: the handler returns siding::response");
  return {name, SIDING_MODE_SYNC, SIDING_MODE_SYNC};
}

// A coroutine, or a function that promises not to wait. Runs on an event loop.
template <auto F>
constexpr handler<F> async(std::string_view name) {
  static_assert(detail::takes_request<F>,
                "siding::async: the handler takes (const siding::request&), or that and (const Settings&)");
  static_assert(detail::is_coroutine<F> || detail::is_function<F>,
                "siding::async: the handler returns siding::task<siding::response> or siding::response");
  return {name, SIDING_MODE_ASYNC | SIDING_MODE_OFFLOAD | SIDING_MODE_SYNC, SIDING_MODE_ASYNC};
}

// A coroutine that blocks inside co_await offload(...) only. Runs on an event loop.
template <auto F>
constexpr handler<F> offloading(std::string_view name) {
  static_assert(detail::takes_request<F>,
                "siding::offloading: the handler takes (const siding::request&), or that and (const Settings&)");
  static_assert(detail::is_coroutine<F>, "siding::offloading: the handler returns siding::task<siding::response>");
  return {name, SIDING_MODE_OFFLOAD | SIDING_MODE_SYNC, SIDING_MODE_OFFLOAD};
}

}  // namespace siding
