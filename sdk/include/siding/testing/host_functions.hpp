// host_functions.hpp - the C functions behind testing::host. Included by host.hpp.
#pragma once

#include <siding/testing/host.hpp>
#include <siding/testing/stream_functions.hpp>

namespace siding::testing {

namespace detail {

inline request_state::request_state(engine& owner, testing::request what, std::string name,
                                    std::function<void(siding_request*)> start)
    : given{std::move(what)}, id{std::move(name)}, handler{std::move(start)} {
  using siding::detail::to_abi;
  scope.owner = &owner;
  scope.mode = static_cast<std::uint32_t>(given.runs_in);
  scope.id = id;
  const auto convert = [](const testing::request::pairs& from, std::vector<siding_field>& to) {
    for (const auto& [key, text] : from) to.push_back({to_abi(key), to_abi(text)});
  };
  convert(given.fields, fields);
  convert(given.path_parameters, params);
  const std::string_view target = given.target;
  const std::size_t mark = std::min(target.find('?'), target.size());
  head.size = sizeof(head);
  head.mode = scope.mode;
  head.http_version = 11;
  head.field_count = static_cast<std::uint32_t>(fields.size());
  head.field_stride = sizeof(siding_field);
  head.param_count = static_cast<std::uint32_t>(params.size());
  head.method = to_abi(given.verb);
  head.target = to_abi(target);
  head.path = to_abi(target.substr(0, mark));
  head.query = to_abi(mark < target.size() ? target.substr(mark + 1) : std::string_view{});
  head.fields = fields.data();
  head.params = params.data();
  to_read.assign(given.pieces.begin(), given.pieces.end());
  if (to_read.empty() && !given.content.empty()) to_read.push_back(given.content);
  if (given.pieces.empty()) head.body = to_abi(given.content);
  head.content_length = given.pieces.empty() && given.ends ? given.content.size() : SIDING_LENGTH_UNKNOWN;
  head.id = to_abi(id);
  head.peer = to_abi("192.0.2.1:5000");
  head.route = to_abi("test");
  begin = {sizeof(siding_op),
           0,
           [](siding_op* op, std::int32_t) {
             auto& self = *static_cast<request_state*>(op->user);
             self.handler(self.abi());
           },
           this,
           {}};
}

inline scope_state& of(siding_scope* scope) {
  return *reinterpret_cast<scope_state*>(scope);
}
inline watch_state& of(siding_watch* watch) {
  return *reinterpret_cast<watch_state*>(watch);
}
inline siding_scope* abi(scope_state& scope) {
  return reinterpret_cast<siding_scope*>(&scope);
}

// Under the engine's lock: a request is answered once, and somebody may be waiting for it.
template <class Fill>
std::int32_t settle_answer(request_state& request, Fill fill) {
  engine& owner = *request.scope.owner;
  const std::int32_t result = owner.locked([&]() -> std::int32_t {
    if (request.out) return SIDING_E_ANSWERED;
    if (request.begun) return SIDING_E_INVALID;
    answer given;
    if (!fill(given)) return SIDING_E_INVALID;
    request.out = std::move(given);
    return SIDING_OK;
  });
  owner.notify();
  return result;
}

inline const siding_fd_v1& fd_table() {
  static constexpr siding_fd_v1 table{
      .size = sizeof(siding_fd_v1),
      .reserved = 0,
      .open = [](siding_scope* scope, std::int32_t fd, siding_watch** watch) -> std::int32_t {
        *watch = reinterpret_cast<siding_watch*>(of(scope).owner->watch(of(scope), fd));
        return SIDING_OK;
      },
      .rebind = [](siding_watch* watch, std::int32_t fd) -> std::int32_t {
        return of(watch).scope->owner->locked([&]() -> std::int32_t {
          of(watch).fd = fd;
          return SIDING_OK;
        });
      },
      .wait = [](siding_watch* watch, siding_op* op, std::uint32_t events) -> std::int32_t {
        return of(watch).scope->owner->watch_wait(of(watch), *op, events);
      },
      .close = [](siding_watch* watch) { of(watch).scope->owner->unwatch(of(watch)); },
  };
  return table;
}

}  // namespace detail

struct host::core_functions {
  static std::uint32_t log_level(const siding_host* self) {
    host& h = of(self);
    return h.engine_.locked([&] { return h.log_level_; });
  }
  static void log(const siding_host* self, siding_scope* scope, std::uint32_t level, siding_str text) {
    host& h = of(self);
    h.engine_.locked([&] {
      h.log_.push_back({level, scope ? detail::of(scope).id : "", std::string{siding::detail::from_abi(text)}});
    });
  }
  static const siding_head* head(siding_request* request) { return &detail::of(request).head; }
  static std::int32_t header(siding_request* request, siding_str name, siding_str* value) {
    for (const siding_field& each : detail::of(request).fields) {
      if (!detail::same_name(siding::detail::from_abi(each.name), siding::detail::from_abi(name))) continue;
      *value = each.value;
      return SIDING_OK;
    }
    return SIDING_E_INVALID;
  }
  static std::int32_t respond(siding_request* request, const siding_response* response) {
    return detail::settle_answer(detail::of(request), [&](answer& out) { return detail::accept(*response, out); });
  }
  static std::int32_t fail(siding_request* request, std::uint32_t status, std::uint32_t flags, siding_str text) {
    if (detail::end_stream(detail::of(request), siding::detail::from_abi(text), true) == SIDING_OK) return SIDING_OK;
    return detail::settle_answer(detail::of(request), [&](answer& out) {
      out.status = status >= 400 && status <= 599 ? status : 500;
      out.failure = siding::detail::from_abi(text);
      out.failure_is_public = (flags & SIDING_FAIL_PUBLIC) != 0;
      return true;
    });
  }
  static std::int32_t scope_open(const siding_host* self, siding_str name, siding_scope** scope) {
    host& h = of(self);
    h.engine_.locked([&] {
      detail::scope_state& state = *h.scopes_.emplace_back(std::make_unique<detail::scope_state>());
      state.owner = &h.engine_;
      state.id = siding::detail::from_abi(name);
      *scope = detail::abi(state);
    });
    return SIDING_OK;
  }
  // Stricter than the ABI: when it returns, the tasks of the scope have ended. A plugin that a
  // test destroys by itself is safe that way.
  static void scope_close(siding_scope* scope) {
    detail::scope_state& state = detail::of(scope);
    state.owner->cancel(state, SIDING_E_DRAINING);
    state.owner->drive([&state] { return state.pending == 0; });
  }

  static const siding_core_v1& table() {
    using detail::of;
    static constexpr siding_core_v1 table{
        .size = sizeof(siding_core_v1),
        .reserved = 0,
        .log_level = &log_level,
        .log = &log,
        .head = &head,
        .header = &header,
        .scope = [](siding_request* request) { return detail::abi(of(request).scope); },
        .cancelled = [](siding_scope* scope) { return of(scope).owner->cancelled(of(scope)); },
        .respond = &respond,
        .fail = &fail,
        .sleep_until = [](siding_scope* scope, siding_op* op,
                          std::uint64_t deadline) { return of(scope).owner->sleep_until(of(scope), *op, deadline); },
        .offload = [](siding_scope* scope, siding_op* op, void (*work)(void*),
                      void* argument) { return of(scope).owner->offload(of(scope), *op, work, argument); },
        .on_cancel = [](siding_scope* scope, siding_op* op) { return of(scope).owner->on_cancel(of(scope), *op); },
        .post = [](siding_scope* scope, siding_op* op) { return of(scope).owner->post(of(scope), *op); },
        .op_cancel = [](siding_scope* scope, siding_op* op) { of(scope).owner->op_cancel(of(scope), *op); },
        .scope_open = &scope_open,
        .scope_close = &scope_close,
    };
    return table;
  }
};

inline const void* host::extension(const siding_host*, siding_str name) {
  static constexpr siding::detail::testing_clock clock{
      [](const siding_host* self) { return of(self).engine_.now_ns(); }};
  const std::string_view wanted = siding::detail::from_abi(name);
  if (wanted == SIDING_CORE_1) return &core_functions::table();
  if (wanted == SIDING_CONFIG_1) return &value::table();
  if (wanted == SIDING_FD_1) return &detail::fd_table();
  if (wanted == SIDING_STREAM_1) return &detail::stream_table();
  if (wanted == siding::detail::testing_clock::extension) return &clock;
  return nullptr;
}

inline pending host::start(const siding_handler& handler, void* instance, void* route, request what) {
  const auto begin = handler.start;
  detail::request_state* state = nullptr;
  engine_.locked([&] {
    const std::string id = "request-" + std::to_string(requests_.size() + 1);
    requests_.push_back(std::make_unique<detail::request_state>(
        engine_, std::move(what), id, [=](siding_request* request) { begin(instance, route, request); }));
    state = requests_.back().get();
  });
  engine_.post(state->scope, state->begin);
  return {engine_, *state};
}

template <auto F, class Plugin>
pending host::start(Plugin& plugin, request what, value settings) {
  using namespace siding::detail;
  const siding_handler handler =
      siding::detail::to_abi<Plugin>(siding::handler<F>{"test", SIDING_MODE_SYNC, SIDING_MODE_SYNC});
  auto bound = std::make_shared<binding<Plugin>>(binding<Plugin>{&runtime_, &plugin});
  void* route = nullptr;
  if (handler.route_new) {
    siding_error error{};
    error.size = sizeof(error);
    const siding_value* const given = engine_.locked([&] { return values_.emplace_back(std::move(settings)).abi(); });
    if (handler.route_new(bound.get(), given, &route, &error) < 0) {
      throw std::runtime_error{std::string{error.text, error.length}};
    }
  }
  engine_.locked([&] {
    const auto release = handler.route_free;
    kept_.push_back(std::shared_ptr<void>{bound.get(), [bound, release, route](void* instance) {
                                            if (release) release(instance, route);
                                          }});
  });
  return start(handler, bound.get(), route, std::move(what));
}

inline void host::drain() {
  std::vector<detail::scope_state*> all;
  engine_.locked([&] {
    for (const auto& each : requests_) all.push_back(&each->scope);
    for (const auto& each : scopes_) all.push_back(each.get());
  });
  for (detail::scope_state* each : all) engine_.cancel(*each, SIDING_E_DRAINING);
  for (detail::scope_state* each : all) engine_.drive([each] { return each->pending == 0; });
}

}  // namespace siding::testing
