// plugin.hpp - a whole plugin in a test, by its entry: as the real host sees it.
//
//   siding::testing::plugin shop{host, siding_entry_v1, {{"wait", "10ms"}}};
//   CHECK(shop.call("order", siding::testing::get("/orders/7")).status == 200);
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <siding/abi.h>
#include <siding/testing/host.hpp>

namespace siding::testing {

class plugin {
 public:
  // Runs init. Throws std::runtime_error with its sentence. The host outlives the plugin.
  plugin(host& host, const siding_entry& entry, value config = {})
      : host_{host}, entry_{entry}, config_{std::move(config)} {
    siding_error error{};
    error.size = sizeof(error);
    if (entry_.init(&host_.abi(), config_.abi(), &instance_, &error) < 0) {
      throw std::runtime_error{std::string{error.text, error.length}};
    }
  }
  plugin(const plugin&) = delete;
  plugin& operator=(const plugin&) = delete;
  ~plugin() {
    host_.drain();
    for (const auto& [handler, route] : routes_) {
      if (handler->route_free) handler->route_free(instance_, route);
    }
    if (entry_.shutdown) entry_.shutdown(instance_);
  }

  // Throws std::out_of_range when there is none of that name.
  const siding_handler& handler(std::string_view name) const {
    const auto* at = reinterpret_cast<const unsigned char*>(entry_.handlers);
    for (std::uint32_t i = 0; i < entry_.handler_count; ++i, at += entry_.handler_stride) {
      const auto& each = *reinterpret_cast<const siding_handler*>(at);
      if (siding::detail::from_abi(each.name) == name) return each;
    }
    throw std::out_of_range{"the plugin has no handler `" + std::string{name} + "`"};
  }

  // Starts a handler. settings: those of its route. Throws std::runtime_error when it refuses them.
  pending start(std::string_view name, request what, value settings = {}) {
    const siding_handler& found = handler(name);
    void* route = nullptr;
    if (found.route_new) {
      siding_error error{};
      error.size = sizeof(error);
      if (found.route_new(instance_, settings_.emplace_back(std::move(settings)).abi(), &route, &error) < 0) {
        throw std::runtime_error{std::string{error.text, error.length}};
      }
      routes_.emplace_back(&found, route);
    }
    return host_.start(found, instance_, route, std::move(what));
  }

  answer call(std::string_view name, request what, value settings = {}) {
    return start(name, std::move(what), std::move(settings)).wait();
  }

 private:
  host& host_;
  const siding_entry& entry_;
  value config_;
  void* instance_ = nullptr;
  std::deque<value> settings_;
  std::vector<std::pair<const siding_handler*, void*>> routes_;
};

}  // namespace siding::testing
