// trampoline.hpp - how the host's C call becomes a handler's C++ call.
//
// Exceptions stop here, and every started request is answered exactly once here.
#pragma once

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <siding/abi.h>
#include <siding/config.hpp>
#include <siding/context.hpp>
#include <siding/error.hpp>
#include <siding/handlers.hpp>
#include <siding/request.hpp>
#include <siding/response.hpp>
#include <siding/task.hpp>

namespace siding::detail {

// What the host's `instance` pointer points to.
template <class Plugin>
struct binding {
  const runtime* rt;
  Plugin* plugin;
};

inline void fail(const runtime& rt, siding_request* request, unsigned status, std::uint32_t flags,
                 std::string_view text) noexcept {
  rt.core->fail(request, status, flags, to_abi(text));
}

// The answer that an SDK error stands for.
inline unsigned status_of(const error& failure) noexcept {
  switch (failure.code()) {
    case SIDING_E_CONTENT:
      return 400;
    case SIDING_E_DEADLINE:
      return 504;
    case SIDING_E_OVERLOADED:
    case SIDING_E_DRAINING:
    case SIDING_E_GONE:
      return 503;
    default:
      return 500;
  }
}

// REQUIRES: inside a catch block. Answers for the exception in hand.
inline void fail_with_exception(const runtime& rt, siding_request* request) noexcept {
  try {
    throw;
  } catch (const http_error& failure) {
    fail(rt, request, failure.status(), SIDING_FAIL_PUBLIC, failure.what());
  } catch (const timed_out& failure) {
    fail(rt, request, 504, 0, failure.what());
  } catch (const error& failure) {
    fail(rt, request, status_of(failure), 0, failure.what());
  } catch (const std::exception& failure) {
    fail(rt, request, 500, 0, failure.what());
  } catch (...) {
    fail(rt, request, 500, 0, "the handler threw something that is no std::exception");
  }
}

// Ends a response that was written in pieces.
inline void finish(const runtime& rt, siding_request* request) {
  const std::int32_t result = rt.stream ? rt.stream->finish(request) : SIDING_E_INVALID;
  // SIDING_E_CONTENT: fewer bytes than declared. The host has said so, and has ended the request.
  if (result == SIDING_E_INVALID) throw error{result, "response_stream::done() without a response_stream"};
}

// Answers with `answer`, or with a failure when that can't be sent.
inline void respond(const runtime& rt, siding_request* request, response& answer) {
  if (answer.is_streamed()) return finish(rt, request);
  const field_list fields{answer};
  body& content = answer.content();
  siding_response out = head_of(answer, fields);
  content.describe(out);
  const std::int32_t result = rt.core->respond(request, &out);
  if (result == SIDING_OK) {
    content.handed_over();
  } else if (result != SIDING_E_ANSWERED) {
    throw error{result, "the response can't be sent: its status (" + std::to_string(answer.status()) +
                            ") is not from 200 to 599, or a header is invalid or belongs to the host"};
  }
}

// One request whose handler is a coroutine. Deletes itself when it has been answered.
class request_root final : private watcher, public recycled {
 public:
  // make(request) gives the handler's task. Throws what that throws; the request is not answered then.
  template <class Make>
  static void start(const runtime& rt, siding_request* handle, siding_scope* scope, Make&& make) {
    auto* const root = new request_root{rt, handle, scope};
    try {
      root->work_ = make(std::as_const(root->request_));
      task_access::start(root->work_, root->line_, *root, root->answer_);  // may have deleted root when it returns
    } catch (...) {
      delete root;
      throw;
    }
  }

 private:
  request_root(const runtime& rt, siding_request* handle, siding_scope* scope) noexcept
      : handle_{handle}, request_{rt, handle, scope} {
    line_.rt = &rt;
    line_.scope = scope;
  }

  std::coroutine_handle<> finished() noexcept override {
    const runtime& rt = *line_.rt;
    try {
      work_.reset();  // its parameters go before the request's views do
      respond(rt, handle_, answer_.value());
    } catch (...) {
      fail_with_exception(rt, handle_);
    }
    delete this;
    return std::noop_coroutine();
  }

  siding_request* handle_;
  request request_;
  branch line_;
  outcome<response> answer_;
  task<response> work_;
};

// The C functions of one handler.
template <class Plugin, auto F>
struct trampoline {
  using settings = typename signature<decltype(F)>::settings;
  static constexpr bool has_settings = !std::is_same_v<settings, no_settings>;

  static void start(void* instance, void* route, siding_request* handle) noexcept {
    const auto& self = *static_cast<const binding<Plugin>*>(instance);
    siding_scope* const scope = self.rt->core->scope(handle);
    const context_guard guard{self.rt, scope};
    try {
      if constexpr (is_coroutine<F>) {
        request_root::start(*self.rt, handle, scope,
                            [&](const request& given) { return call(*self.plugin, given, route); });
      } else {
        const request given{*self.rt, handle, scope};
        response answer = call(*self.plugin, given, route);
        respond(*self.rt, handle, answer);
      }
    } catch (...) {
      fail_with_exception(*self.rt, handle);
    }
  }

  static std::int32_t route_new(void* instance, const siding_value* value, void** route,
                                siding_error* failure) noexcept;
  static void route_free(void* instance, void* route) noexcept {
    const auto& self = *static_cast<const binding<Plugin>*>(instance);
    const context_guard guard{self.rt, nullptr};
    delete static_cast<settings*>(route);
  }

 private:
  static decltype(auto) call(Plugin& plugin, const request& given, [[maybe_unused]] void* route) {
    if constexpr (has_settings) {
      if (!route) throw error{SIDING_E_INVALID, "the host started this handler without its route's settings"};
      return invoke(plugin, given, *static_cast<const settings*>(route));
    } else {
      return invoke(plugin, given);
    }
  }

  template <class... Args>
  static decltype(auto) invoke(Plugin& plugin, const Args&... args) {
    if constexpr (std::is_member_function_pointer_v<decltype(F)>) {
      return std::invoke(F, plugin, args...);
    } else {
      return F(args...);
    }
  }
};

// A sentence for the host, cut at the end of its buffer.
inline void set_error(siding_error* out, std::string_view text) noexcept {
  if (!out) return;
  const std::size_t size = text.copy(out->text, sizeof(out->text));
  out->length = static_cast<std::uint32_t>(size);
}

// Runs make() at a start-up call of the host: its exceptions become the sentence.
template <class Make>
std::int32_t at_startup(siding_error* failure, Make&& make) noexcept {
  try {
    make();
    return SIDING_OK;
  } catch (const std::exception& caught) {
    set_error(failure, caught.what());
  } catch (...) {
    set_error(failure, "it threw something that is no std::exception");
  }
  return SIDING_E_INVALID;
}

template <class Plugin, auto F>
std::int32_t trampoline<Plugin, F>::route_new(void* instance, const siding_value* value, void** route,
                                              siding_error* failure) noexcept {
  const auto& self = *static_cast<const binding<Plugin>*>(instance);
  const context_guard guard{self.rt, nullptr};
  return at_startup(failure, [&] {
    static_assert(std::is_constructible_v<settings, const config&>,
                  "a handler's Settings is constructible from const siding::config&");
    *route = new settings(config{self.rt->config, value, "settings"});
  });
}

}  // namespace siding::detail
