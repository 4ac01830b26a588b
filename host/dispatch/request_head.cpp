// The part of an exchange that shows the request to the plugin.
#include <chrono>

#include "dispatch/plugin_exchange.hpp"

namespace siding::dispatch {

namespace {

siding_str as_str(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

void PluginExchange::build_head() {
  head_fields_.clear();
  for (const auto& field : request.fields) head_fields_.push_back({as_str(field.name), as_str(field.value)});
  head_params_.clear();
  for (const auto& param : match_.params) head_params_.push_back({as_str(param.name), as_str(param.value)});

  head_.size = sizeof(siding_head);
  head_.mode = static_cast<std::uint32_t>(route_->mode);
  head_.http_version = request.version;
  head_.field_count = static_cast<std::uint32_t>(head_fields_.size());
  head_.field_stride = sizeof(siding_field);
  head_.param_count = static_cast<std::uint32_t>(head_params_.size());
  head_.method = as_str(request.method);
  head_.target = as_str(request.target);
  head_.path = as_str(request.path);
  head_.query = as_str(request.query);
  head_.fields = head_fields_.data();
  head_.params = head_params_.data();
  head_.body = as_str(request.body);
  head_.peer = as_str(request.peer);
  head_.route = as_str(route_->options.name);
  head_id_ = id();
  head_.id = as_str(head_id_.view());
  head_.content_length = request.content_length.value_or(SIDING_LENGTH_UNKNOWN);
  const bool bounded = first_deadline_ != scheduler::Clock::time_point::max();
  head_.deadline_ns =
      bounded ? static_cast<std::uint64_t>(std::chrono::nanoseconds(first_deadline_.time_since_epoch()).count()) : 0;
}

}  // namespace siding::dispatch
