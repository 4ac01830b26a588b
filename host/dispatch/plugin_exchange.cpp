#include "dispatch/plugin_exchange.hpp"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <utility>

#include "base/crash_page.hpp"
#include "base/recycled.hpp"
#include "dispatch/loop_dispatcher.hpp"
#include "dispatch/request_handle.hpp"
#include "dispatch/status.hpp"

namespace siding::dispatch {

using scheduler::Clock;

PluginExchange::PluginExchange(LoopDispatcher& dispatcher, scheduler::EventLoop& home)
    : Scope(home), dispatcher_(dispatcher) {}

scheduler::Lane* PluginExchange::lane() noexcept {
  return route_->lane.get();
}

// ---- the dispatcher's side -----------------------------------------------------

void PluginExchange::open(std::uint64_t id) {
  ++generation_;
  answer_.store(std::uint32_t{generation_} << 2, std::memory_order_release);
  route_ = nullptr;
  name_next_life(id);
  sink = nullptr;
  content_follows = sent = false;
  content_sent_ = 0;
  deadline_ = first_deadline_ = Clock::time_point::max();
  given_to_plugin_ = awaited_ = closed_ = delivered_ = head_delivered_ = streaming_ = false;
  answered_twice_.store(false, std::memory_order_relaxed);
  figures_ = nullptr;
  head_at_ = {};
}

void PluginExchange::name_next_life(std::uint64_t id) {
  constexpr auto kAnyOrder = std::memory_order_relaxed;  // it names, nothing depends on it
  previous_route_.store(named_route_.load(kAnyOrder), kAnyOrder);
  previous_id_.store(named_id_.load(kAnyOrder), kAnyOrder);
  named_route_.store(nullptr, kAnyOrder);
  named_id_.store(id, kAnyOrder);
}

void PluginExchange::run_on(Route& route) {
  if (route.shedding()) return dispatcher_.refuse(*this, Rejection::shedding);
  const bool on_worker = route.mode == Mode::sync || route.demoted();
  if (on_worker && !route.pool->reserve()) return dispatcher_.refuse(*this, Rejection::queue_full);
  start_times(on_worker);
  start_deadline();
  first_deadline_ = deadline_;
  if (content_follows) inflow().expect();
  build_head();
  given_to_plugin_ = awaited_ = true;
  named_route_.store(&route, std::memory_order_relaxed);
  reset(*route.pool, route.mode == Mode::sync);
  set_whereabouts(CrashPage::place(route.index, home().index(), named_id_.load(std::memory_order_relaxed)));
  on_worker ? begin_on_worker() : begin_on_loop();
}

void PluginExchange::start_times(bool on_worker) {
  using Clocks = RequestTimes::Clocks;
  const auto now = home().now();
  const auto clocks = on_worker || route_->options.server_timing ? Clocks::own
                      : dispatcher_.reports_.lane                ? Clocks::chained
                                                                 : Clocks::cycle;
  figures_->begun();
  times().start(now, clocks, figures_->take_sample(now));
}

// What was neither answered here nor refused by the transport has nothing but the status that a response begins with.
void PluginExchange::end_times(unsigned status) {
  if (head_at_ == Clock::time_point{}) head_at_ = home().now();
  if (dispatcher_.reports_.lane) log_access(status);
  LoopFigures& all = dispatcher_.figures_;
  RouteFigures& figures = figures_ ? *figures_ : all.of(LoopFigures::kNoRoute);
  all.finished(figures, request.method, status, head_at_, given_to_plugin_ ? &times() : nullptr);
}

void PluginExchange::start_deadline() {
  if (route_->options.timeout.count() > 0) deadline_ = home().now() + route_->options.timeout;
}

void PluginExchange::answer_now(unsigned status, std::string_view detail) {
  make_problem(response, status, detail);
}

void PluginExchange::abandon() {
  end_times(head_delivered_ ? answer->status : 0);
  sink = nullptr;
  awaited_ = false;
  closed_ = true;
  streaming_ = false;
  if (given_to_plugin_) {
    fail_streams(SIDING_E_GONE);
    piece.borrowed = {};
    cancel(SIDING_E_GONE);
  }
  recycle_when_over();
}

void PluginExchange::close() {
  end_times(given_to_plugin_ || answer->status != 200 ? answer->status : 0);
  closed_ = true;
  streaming_ = false;
  recycle_when_over();
}

void PluginExchange::recycle_when_over() {
  if (!closed_ || in_attended_) return;
  if (!given_to_plugin_ || finished()) dispatcher_.recycle(*this);
}

// What was not used is clean, and stays out of the processor's cache.
void PluginExchange::clear() {
  request.clear();
  std::exchange(answer, &response)->clear();
  if (!streams_.load(std::memory_order_relaxed)) return;
  streams_.store(false, std::memory_order_relaxed);
  inflow_.reset();
  outflow_.reset();
  piece.clear();
}

void PluginExchange::shrink() {
  request.shrink();
  response.shrink();
  staged_.shrink();
  give_back(match_.params);
  give_back(match_.decoded);
  give_back(head_fields_);
  give_back(head_params_);
  inflow_.shrink();
  outflow_.shrink();
}

// ---- callbacks of the scope -----------------------------------------------------

void PluginExchange::first_callback() {
  route_->handler.start(route_->instance, route_->settings, make_handle(*this, generation_));
}

bool PluginExchange::first_wanted() noexcept {
  return cancelled() == 0;
}

void PluginExchange::first_dropped(Errc why) noexcept {
  std::int32_t refusal = 0;
  if (!take_answer(generation_, refusal)) return;
  const std::int32_t reason = cancelled();
  if (reason == 0 && why == Errc::deadline) route_->rejections.count(Rejection::waited);
  if (why == Errc::overloaded) route_->rejections.count(Rejection::queue_full);
  if (reason == 0 && why == Errc::deadline && route_->may_complain()) {
    dispatcher_.logger().warn("{}: waited longer than queue_timeout in pool {}", route_->describe(),
                              route_->options.pool);
  }
  stage_problem(status_of(why == Errc::deadline ? Errc::overloaded : why), {});
  give_answer(Answer::given);
}

void PluginExchange::callback_threw(const char* what) noexcept {
  dispatcher_.logger().error("{}: request {}: an exception left the plugin through the C boundary: {}",
                             route_->describe(), id().view(), what);
  if (claim(generation_, Answer::begun)) return static_cast<void>(abort(what));
  if (!claim(generation_, Answer::open)) return;  // it had answered before it threw
  stage_problem(500, {});
  give_answer(Answer::given);
}

bool PluginExchange::may_offload() noexcept {
  if (route_->mode != Mode::async) return true;
  if (route_->may_complain()) {
    dispatcher_.logger().error(
        "{}: offload() refused, since the route runs as `async`, which never uses a pool. Fix: write `mode: offload` "
        "at {}",
        route_->describe(), route_->options.mode_place.to_string());
  }
  return false;
}

void PluginExchange::attended(Phase phase) noexcept {
  if (!given_to_plugin_) return;
  in_attended_ = true;
  if (!head_delivered_ && streams_.load(std::memory_order_relaxed) && outflow_.begun()) deliver_head();
  if (phase != Phase::open) {
    if (phase == Phase::concluded) release();
    if (!std::exchange(delivered_, true) && !head_delivered_) deliver();
  }
  pump();
  in_attended_ = false;
  recycle_when_over();
}

void PluginExchange::deliver() {
  if (!awaited_) return staged_.clear();  // 504 already, or nobody there
  awaited_ = false;
  times().answered_in_cycle(home().now());
  if (answered_twice_) {
    stage_problem(500, {});
  }
  answer = &staged_;
  tell_answered();
}

Clock::time_point PluginExchange::own_deadline() noexcept {
  return awaited_ ? deadline_ : Clock::time_point::max();
}

void PluginExchange::own_deadline_passed() noexcept {
  if (!awaited_) return;
  awaited_ = false;
  route_->rejections.count(Rejection::timed_out);
  dispatcher_.logger().warn("{}: request {} timed out after {} ms", route_->describe(), id().view(),
                            std::chrono::duration_cast<std::chrono::milliseconds>(route_->options.timeout).count());
  cancel(SIDING_E_DEADLINE);
  fail_streams(SIDING_E_DEADLINE);
  abandon_workers();
  times().answered(home().now());
  answer_now(status_of(Errc::deadline), {});
  tell_answered();
}

// ---- the plugin's side -----------------------------------------------------------

PluginExchange* PluginExchange::live(siding_request* handle) {
  PluginExchange& exchange = exchange_of(handle);
  return exchange.current_generation(generation_of(handle)) ? &exchange : nullptr;
}

bool PluginExchange::current_generation(std::uint16_t generation) const {
  const std::uint32_t state = answer_.load(std::memory_order_acquire);
  const auto stands = static_cast<Answer>(state & 3);
  return state >> 2 == generation && (stands == Answer::open || stands == Answer::begun);
}

bool PluginExchange::claim(std::uint16_t generation, Answer from) {
  std::uint32_t expected = std::uint32_t{generation} << 2 | static_cast<std::uint32_t>(from);
  const std::uint32_t busy = std::uint32_t{generation} << 2 | static_cast<std::uint32_t>(Answer::busy);
  return answer_.compare_exchange_strong(expected, busy, std::memory_order_acq_rel);
}

bool PluginExchange::take_answer(std::uint16_t generation, std::int32_t& refusal) {
  if (claim(generation, Answer::open)) return true;
  refusal = refuse_second(generation);
  return false;
}

void PluginExchange::give_answer(Answer given) {
  const std::uint32_t generation = answer_.load(std::memory_order_relaxed) & ~std::uint32_t{3};
  answer_.store(generation | static_cast<std::uint32_t>(given), std::memory_order_release);
  if (given != Answer::given) return;
  note_answer(times());
  conclude();
}

// The handle may be one of an earlier life, used while another begins: nothing but atomics is read.
std::int32_t PluginExchange::refuse_second(std::uint16_t generation) {
  const std::uint32_t state = answer_.load(std::memory_order_acquire);
  const bool this_life = state >> 2 == generation;
  const bool last_life = static_cast<std::uint16_t>(state >> 2) == static_cast<std::uint16_t>(generation + 1);
  const bool begun = this_life && static_cast<Answer>(state & 3) == Answer::begun;
  if (this_life && !begun && Scope::current() == this) answered_twice_ = true;
  Route* const route = this_life ? named_route_.load() : last_life ? previous_route_.load() : nullptr;
  const std::uint64_t number = this_life ? named_id_.load() : previous_id_.load();
  dispatcher_.logger().error("{}: answered request {} {}", route ? route->describe() : "a plugin",
                             route ? RequestId{number}.view() : "?",
                             begun       ? "that it had begun to answer in pieces"
                             : this_life ? "twice"
                                         : "again, after it was over");
  return this_life && !begun ? SIDING_E_ANSWERED : SIDING_E_INVALID;
}

std::int32_t PluginExchange::respond(std::uint16_t generation, const siding_response& given) {
  std::int32_t refusal = 0;
  if (!take_answer(generation, refusal)) return refusal;
  if (const char* const wrong = try_stage(given)) {
    dispatcher_.logger().error("{}: request {}: the response can't be sent: {}", route_->describe(), id().view(),
                               wrong);
    staged_.clear();
    give_answer(Answer::open);
    return SIDING_E_INVALID;
  }
  give_answer(Answer::given);
  return SIDING_OK;
}

std::int32_t PluginExchange::fail(std::uint16_t generation, std::uint32_t status, std::uint32_t flags,
                                  std::string_view text) {
  std::int32_t refusal = 0;
  if (claim(generation, Answer::begun)) return abort(text);
  if (!take_answer(generation, refusal)) return refusal;
  if (status < 400 || status > 599) status = 500;
  const auto level = status >= 500 && !is_own_timeout(status) ? spdlog::level::err : spdlog::level::debug;
  dispatcher_.logger().log(level, "{}: request {} answered {}: {}", route_->describe(), id().view(), status, text);
  stage_problem(status, flags & SIDING_FAIL_PUBLIC ? text : std::string_view{});
  give_answer(Answer::given);
  return SIDING_OK;
}

void PluginExchange::stage_problem(unsigned status, std::string_view detail) {
  make_problem(staged_, status, detail);
}

void PluginExchange::make_problem(http::Response& to, unsigned status, std::string_view detail) const {
  http::make_problem(to, status, detail, request);
  if (status == 503) http::append_field(to, "Retry-After", "1");
}

const char* PluginExchange::try_stage(const siding_response& given) noexcept {
  try {
    return stage(given);
  } catch (const std::exception&) {
    return "there is no memory for it";
  }
}

const char* PluginExchange::stage(const siding_response& given) {
  constexpr std::size_t kLeast = offsetof(siding_response, release_user) + sizeof(void*);  // as of 1.0
  if (given.size < kLeast || given.reserved != 0) return "its size is too small, or a reserved member not 0";
  const bool strided = given.field_stride >= sizeof(siding_field) && given.field_stride % alignof(siding_field) == 0;
  if (given.field_count > 0 && !strided) return "its field_stride is too small";
  if (given.status < 200 || given.status > 599) return "its status is not within 200 to 599";
  staged_.status = given.status;
  for (std::uint32_t i = 0; i < given.field_count; ++i) {
    const auto& field = *reinterpret_cast<const siding_field*>(reinterpret_cast<const char*>(given.fields) +
                                                               std::size_t{i} * given.field_stride);
    if (!http::append_field(staged_, {field.name.data, field.name.size}, {field.value.data, field.value.size})) {
      return "a field's name or value is malformed, or the field belongs to the host";
    }
    if (staged_.fields.size() > http::kMostFieldBytes) return "its fields are more than 64 KiB";
  }
  const char* const wrong = stage_body(given);
  if (given.status == 205) staged_.body.reset();  // RFC 9110, 15.3.6: it has none
  return wrong;
}

const char* PluginExchange::stage_body(const siding_response& given) {
  const std::string_view body{given.body.data, given.body.size};
  switch (given.body_kind) {
    case SIDING_BODY_COPY:
      staged_.body.copy(body);
      return nullptr;
    case SIDING_BODY_STATIC:
      staged_.body = http::Body::fixed(body);
      return nullptr;
    case SIDING_BODY_RELEASE:
      if (!given.release) return "its body has no release function";
      staged_.body = http::Body::released(body, given.release, given.release_user);
      return nullptr;
    default:
      return "its body_kind is unknown";
  }
}

}  // namespace siding::dispatch
