#include "dispatch/extensions.hpp"

#include "plugin/instance.hpp"

namespace siding::dispatch {

const void* find_extension(std::string_view name) {
  if (name == SIDING_CORE_1) return &core_extension();
  if (name == SIDING_CONFIG_1) return &plugin::config_extension();
  if (name == SIDING_FD_1) return &fd_extension();
  if (name == SIDING_STREAM_1) return &stream_extension();
  return nullptr;
}

}  // namespace siding::dispatch
