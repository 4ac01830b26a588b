// siding.core/1: from the plugin's C calls to the host's objects.
#include <string_view>

#include "dispatch/background_scope.hpp"
#include "dispatch/extensions.hpp"
#include "dispatch/plugin_exchange.hpp"
#include "dispatch/plugin_host.hpp"
#include "dispatch/request_handle.hpp"
#include "dispatch/scope_handle.hpp"

namespace siding::dispatch {

namespace {

std::string_view view(siding_str text) {
  return {text.data, text.size};
}

const PluginHost& host_of(const siding_host* host) {
  return *static_cast<const PluginHost*>(host);
}

std::uint32_t log_level(const siding_host* host) {
  return static_cast<std::uint32_t>(host_of(host).logger().level());
}

void log(const siding_host* host, siding_scope* scope, std::uint32_t level, siding_str text) {
  if (level > SIDING_LOG_CRITICAL) level = SIDING_LOG_CRITICAL;
  const auto spd_level = static_cast<spdlog::level::level_enum>(level);
  auto* const exchange = scope ? dynamic_cast<PluginExchange*>(&scope_of(scope)) : nullptr;
  if (exchange) {
    host_of(host).logger().log(spd_level, "[{}] {}", exchange->id().view(), view(text));
  } else {
    host_of(host).logger().log(spd_level, "{}", view(text));
  }
}

const siding_head* head(siding_request* request) {
  PluginExchange* const exchange = PluginExchange::live(request);
  return exchange ? exchange->head() : nullptr;
}

std::int32_t header(siding_request* request, siding_str name, siding_str* value) {
  PluginExchange* const exchange = PluginExchange::live(request);
  if (!exchange || !exchange->request.has_field(view(name))) return SIDING_E_INVALID;
  const std::string_view found = exchange->request.field(view(name));
  *value = {found.data(), found.size()};
  return SIDING_OK;
}

siding_scope* scope(siding_request* request) {
  PluginExchange* const exchange = PluginExchange::live(request);
  return exchange ? to_handle(*exchange) : nullptr;
}

std::int32_t respond(siding_request* request, const siding_response* response) {
  return exchange_of(request).respond(generation_of(request), *response);
}

std::int32_t fail(siding_request* request, std::uint32_t status, std::uint32_t flags, siding_str text) {
  return exchange_of(request).fail(generation_of(request), status, flags, view(text));
}

std::int32_t offload(siding_scope* scope, siding_op* op, void (*work)(void*), void* argument) {
  if (!is_usable(op)) return SIDING_E_INVALID;
  return scope_of(scope).offload(*op, work, argument);
}

std::int32_t scope_open(const siding_host* host, siding_str name, siding_scope** scope) {
  // The plugin was given its host as const; the object itself is not.
  BackgroundScope* const opened = const_cast<PluginHost&>(host_of(host)).open_scope(view(name));
  if (!opened) return SIDING_E_DRAINING;
  *scope = to_handle(static_cast<Scope&>(*opened));
  return SIDING_OK;
}

void scope_close(siding_scope* scope) {
  if (auto* const background = dynamic_cast<BackgroundScope*>(&scope_of(scope))) background->close();
}

}  // namespace

const siding_core_v1& core_extension() {
  static constexpr siding_core_v1 kTable = {
      .size = sizeof(siding_core_v1),
      .reserved = 0,
      .log_level = log_level,
      .log = log,
      .head = head,
      .header = header,
      .scope = scope,
      .cancelled = [](siding_scope* s) -> std::int32_t { return scope_of(s).cancelled(); },
      .respond = respond,
      .fail = fail,
      .sleep_until = [](siding_scope* s, siding_op* op, std::uint64_t deadline_ns) -> std::int32_t {
        return is_usable(op) ? scope_of(s).sleep_until(*op, deadline_ns) : SIDING_E_INVALID;
      },
      .offload = offload,
      .on_cancel = [](siding_scope* s, siding_op* op) -> std::int32_t {
        return is_usable(op) ? scope_of(s).on_cancel(*op) : SIDING_E_INVALID;
      },
      .post = [](siding_scope* s, siding_op* op) -> std::int32_t {
        return is_usable(op) ? scope_of(s).post(*op) : SIDING_E_INVALID;
      },
      .op_cancel = [](siding_scope* s, siding_op* op) { scope_of(s).op_cancel(*op); },
      .scope_open = scope_open,
      .scope_close = scope_close,
  };
  return kTable;
}

}  // namespace siding::dispatch
