#include "plugin/instance.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "plugin/fence.hpp"

namespace siding::plugin {
namespace {

std::string seconds_text(std::chrono::nanoseconds time) {
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(time).count();
  return milliseconds % 1000 == 0 ? std::to_string(milliseconds / 1000) + " s" : std::to_string(milliseconds) + " ms";
}

}  // namespace

// One run of init, shared between the thread that runs it and the one that
// waits. Who comes last owns the instance: the waiter, or, when it has given up,
// the thread, so that a late init finds everything in its place.
struct PluginInstance::Init {
  std::mutex mutex;
  std::condition_variable finished_change;
  bool finished = false;               // guarded by mutex
  bool given_up = false;               // guarded by mutex
  std::optional<std::string> failure;  // guarded by mutex
  std::unique_ptr<PluginInstance> instance;

  void run(const siding_host& host) {
    PluginInstance& plugin = *instance;
    auto result = fenced([&](siding_error* error) {
      const siding_value* const config = as_siding_value(plugin.options_.config);
      return plugin.library_->entry().init(&host, config, &plugin.handle_, error);
    });
    const std::lock_guard lock{mutex};
    plugin.running_ = !result;
    failure = std::move(result);
    finished = true;
    if (given_up) instance.reset();
    finished_change.notify_one();
  }

  bool wait(std::chrono::nanoseconds timeout) {
    std::unique_lock lock{mutex};
    given_up = !finished_change.wait_for(lock, timeout, [&] { return finished; });
    return !given_up;
  }
};

PluginInstance::PluginInstance(std::unique_ptr<PluginLibrary> library, PluginOptions options)
    : library_{std::move(library)}, options_{std::move(options)} {}

PluginInstance::~PluginInstance() {
  shutdown();
}

std::string PluginInstance::title() const {
  return "plugin `" + options_.name + "` (" + library_->file().string() + ")";
}

Mistake PluginInstance::mistake(const Place& place, const std::string& clause, std::string fix) const {
  return {.place = place, .what = title() + " " + clause, .fix = std::move(fix), .quoted = {}};
}

Result<std::unique_ptr<PluginInstance>, Mistakes> PluginInstance::start(std::unique_ptr<PluginLibrary> library,
                                                                        const PluginOptions& options,
                                                                        const siding_host& host) {
  const auto init = std::make_shared<Init>();
  init->instance.reset(new PluginInstance{std::move(library), options});
  const auto refusal = [&, title = init->instance->title()](const std::string& clause, const char* fix) {
    return Mistakes{{.place = options.place, .what = title + ": " + clause, .fix = fix, .quoted = {}}};
  };
  std::thread thread;
  try {
    thread = std::thread{[init, &host] { init->run(host); }};
  } catch (const std::system_error& error) {
    return refusal(std::string{"no thread can be made for init: "} + error.what(), "raise the limit of threads");
  }
  if (!init->wait(options.init_timeout)) {
    thread.detach();
    return refusal("init did not return within " + seconds_text(options.init_timeout),
                   "it waits for something: mend that, or raise the plugin's `init_timeout`");
  }
  thread.join();
  if (init->failure) return refusal("init " + *init->failure, "");
  return std::move(init->instance);
}

Result<void*, Mistakes> PluginInstance::make_route(const siding_handler& handler, const Value& settings) const {
  const siding_value* const given = as_siding_value(settings);
  const std::string name{handler.name.data, handler.name.size};
  if (!handler.route_new) {
    if (!given) return static_cast<void*>(nullptr);
    return Mistakes{mistake(settings.place(), "has no settings for its handler `" + name + "`",
                            "remove `settings`, or give the plugin its `config` in `plugins:`")};
  }
  void* route = nullptr;
  const auto failure = fenced([&](siding_error* error) { return handler.route_new(handle_, given, &route, error); });
  if (!failure) return route;
  return Mistakes{
      mistake(settings.place(), "refuses the route of its handler `" + name + "`: route_new " + *failure, "")};
}

void PluginInstance::free_route(const siding_handler& handler, void* route) const {
  if (!handler.route_free) return;
  fenced([&](siding_error*) {
    handler.route_free(handle_, route);
    return SIDING_OK;
  });
}

void PluginInstance::shutdown() noexcept {
  if (!std::exchange(running_, false) || !library_->entry().shutdown) return;
  fenced([&](siding_error*) {
    library_->entry().shutdown(handle_);
    return SIDING_OK;
  });
}

}  // namespace siding::plugin
