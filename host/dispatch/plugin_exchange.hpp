// plugin_exchange.hpp - one request on its way through a plugin.
//
// Two sides let go of it on their own: the transport (close, abandon) and the
// plugin (its single answer, its pending ops). It is recycled after both.
// Owner:   LoopDispatcher; never freed while the process serves (request_handle.hpp).
// Threads: the http side and attended() on the driver; answers from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <siding/abi.h>

#include "dispatch/access_entry.hpp"
#include "dispatch/inflow.hpp"
#include "dispatch/loop_figures.hpp"
#include "dispatch/outflow.hpp"
#include "dispatch/request_id.hpp"
#include "dispatch/route.hpp"
#include "dispatch/scope.hpp"
#include "dispatch/trace_context.hpp"
#include "http/exchange.hpp"
#include "routing/router.hpp"

namespace siding::dispatch {

class LoopDispatcher;

class PluginExchange final : public http::Exchange, public Scope {
 public:
  PluginExchange(LoopDispatcher& dispatcher, scheduler::EventLoop& home);

  // The plugin's side, from any thread. A handle of another generation is refused.
  std::int32_t respond(std::uint16_t generation, const siding_response& response);
  std::int32_t fail(std::uint16_t generation, std::uint32_t status, std::uint32_t flags, std::string_view text);
  // siding.stream/1
  std::int32_t begin(std::uint16_t generation, const siding_response& head, std::uint64_t length);
  std::int32_t finish(std::uint16_t generation);
  Inflow& inflow() {
    streams_.store(true, std::memory_order_relaxed);
    return inflow_;
  }
  Outflow& outflow() {
    streams_.store(true, std::memory_order_relaxed);
    return outflow_;
  }

  // Null when the handle is stale, or the request has its whole answer.
  static PluginExchange* live(siding_request* handle);
  bool current_generation(std::uint16_t generation) const;  // and not answered yet, or not whole
  const siding_head* head() const { return &head_; }        // built before the first callback
  RequestId id() const { return RequestId{named_id_.load(std::memory_order_relaxed)}; }
  scheduler::Lane* lane() noexcept override;
  scheduler::Conduct* conduct() noexcept override { return route_; }
  Route* route() const { return route_; }

 private:
  friend class LoopDispatcher;
  enum class Answer : std::uint32_t { open, busy, given, begun };

  // The dispatcher's side. [driver]
  void open(std::uint64_t id);
  void run_on(Route& route);  // queues the first callback
  void abandon();
  void close();
  bool take_content();
  void content_failed(const http::Refusal& refusal);
  void refill();
  void tell_draining();
  void answer_now(unsigned status, std::string_view detail);  // without the plugin
  void recycle_when_over();
  void clear();   // for the next request
  void shrink();  // while nobody uses it
  void start_times(bool on_worker);
  void log_access(unsigned status);
  Outcome outcome(unsigned status, const Marks& marks) const;
  bool is_own_timeout(unsigned status) const;  // of the route, which own_deadline_passed() has told of
  void decorate();
  void tell_answered();             // the response is complete, or its head
  void end_times(unsigned status);  // 0: nobody got an answer

  void first_callback() override;
  bool first_wanted() noexcept override;
  void first_dropped(Errc why) noexcept override;
  void callback_threw(const char* what) noexcept override;
  bool may_offload() noexcept override;
  void attended(Phase phase) noexcept override;
  scheduler::Clock::time_point own_deadline() noexcept override;
  void own_deadline_passed() noexcept override;

  bool claim(std::uint16_t generation, Answer from);
  bool take_answer(std::uint16_t generation, std::int32_t& refusal);
  void give_answer(Answer given);
  std::int32_t refuse_second(std::uint16_t generation);
  void name_next_life(std::uint64_t id);
  const char* stage(const siding_response& response);  // what is wrong with it, or null
  const char* stage_body(const siding_response& given);
  const char* try_stage(const siding_response& response) noexcept;
  void stage_problem(unsigned status, std::string_view detail);
  void make_problem(http::Response& to, unsigned status, std::string_view detail) const;
  void start_deadline();
  void deliver();
  void deliver_head();
  void pump();
  void fail_streams(std::int32_t reason);
  std::int32_t abort(std::string_view text);
  void build_head();

  // What each request needs comes first and together: a cycle has many in hand, and each line of the cache counts.
  LoopDispatcher& dispatcher_;
  Route* route_ = nullptr;
  RouteFigures* figures_ = nullptr;  // its route's; null: it has found none
  scheduler::Clock::time_point deadline_ = scheduler::Clock::time_point::max();
  scheduler::Clock::time_point first_deadline_ = scheduler::Clock::time_point::max();  // what the plugin was told
  scheduler::Clock::time_point head_at_{};  // the epoch: it had none that could be read
  bool given_to_plugin_ = false;
  bool trial_ = false;           // of a route in quarantine
  bool counts_ = false;          // among the route's requests in flight
  bool awaited_ = false;         // the transport waits for the answer
  bool closed_ = false;          // the transport has let go
  bool delivered_ = false;       // the plugin's answer was taken
  bool head_delivered_ = false;  // the head of its streamed response was
  bool streaming_ = false;       // and the transport wants what follows
  bool in_attended_ = false;
  std::atomic<bool> streams_{false};         // inflow_ or outflow_ was used
  std::atomic<bool> answered_twice_{false};  // inside the callback that answered first
  std::uint16_t generation_ = 0;             // written on the driver between two lives
  std::atomic<std::uint32_t> answer_{0};     // generation << 2 | Answer
  http::Response staged_;                    // the plugin's answer, which `answer` leads to once the driver takes it

  // What the log calls a life: who uses an old handle reads it at any time.
  std::atomic<Route*> named_route_{nullptr};
  std::atomic<std::uint64_t> named_id_{0};
  std::atomic<Route*> previous_route_{nullptr};
  std::atomic<std::uint64_t> previous_id_{0};

  routing::Match match_;
  siding_head head_{};
  RequestId head_id_;
  std::vector<siding_field> head_fields_;
  std::vector<siding_field> head_params_;

  std::uint64_t content_sent_ = 0;  // bytes of a streamed response
  TraceParent trace_;               // where there is an access log
  Inflow inflow_{*this, request};
  Outflow outflow_{*this};
};

}  // namespace siding::dispatch
