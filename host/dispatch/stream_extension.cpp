// siding.stream/1 over an exchange's Inflow and Outflow.
#include "dispatch/extensions.hpp"
#include "dispatch/plugin_exchange.hpp"
#include "dispatch/request_handle.hpp"

namespace siding::dispatch {

namespace {

std::int32_t read(siding_request* request, siding_op* op, siding_str* piece) {
  PluginExchange* const exchange = PluginExchange::live(request);
  return exchange && is_usable(op) ? exchange->inflow().read(*op, *piece) : SIDING_E_INVALID;
}

std::int32_t read_wait(siding_request* request, siding_str* piece) {
  PluginExchange* const exchange = PluginExchange::live(request);
  return exchange ? exchange->inflow().read_wait(*piece) : SIDING_E_INVALID;
}

std::int32_t begin(siding_request* request, const siding_response* head, std::uint64_t length) {
  return exchange_of(request).begin(generation_of(request), *head, length);
}

std::int32_t write(siding_request* request, siding_op* op, siding_str bytes) {
  PluginExchange* const exchange = PluginExchange::live(request);
  return exchange && is_usable(op) ? exchange->outflow().write(*op, {bytes.data, bytes.size}) : SIDING_E_INVALID;
}

std::int32_t write_wait(siding_request* request, siding_str bytes) {
  PluginExchange* const exchange = PluginExchange::live(request);
  return exchange ? exchange->outflow().write_wait({bytes.data, bytes.size}) : SIDING_E_INVALID;
}

std::int32_t finish(siding_request* request) {
  return exchange_of(request).finish(generation_of(request));
}

}  // namespace

const siding_stream_v1& stream_extension() {
  static constexpr siding_stream_v1 kTable = {
      .size = sizeof(siding_stream_v1),
      .reserved = 0,
      .read = read,
      .read_wait = read_wait,
      .begin = begin,
      .write = write,
      .write_wait = write_wait,
      .finish = finish,
  };
  return kTable;
}

}  // namespace siding::dispatch
