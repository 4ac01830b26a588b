#include "scheduler/wake_debt.hpp"

#include <utility>

#include "scheduler/event_loop.hpp"

namespace siding::scheduler {

namespace {

constexpr std::chrono::microseconds kLongest{100};

struct Debt {
  bool allowed = false;
  bool finishing = false;
  EventLoop* loop = nullptr;  // whom it is owed to
  Clock::time_point since{};
};

thread_local Debt debt;

}  // namespace

WakeDebt::Finishing::Finishing() {
  debt.finishing = true;
}

WakeDebt::Finishing::~Finishing() {
  debt.finishing = false;
}

bool WakeDebt::put_off(EventLoop& loop) {
  if (!debt.allowed || !debt.finishing || (debt.loop && debt.loop != &loop)) return false;
  debt.loop = &loop;
  return true;
}

void WakeDebt::begin(Clock::time_point now) {
  debt.allowed = true;
  if (!debt.loop) debt.since = now;
}

bool WakeDebt::owed() {
  return debt.loop != nullptr;
}

bool WakeDebt::due(Clock::time_point now) {
  return debt.loop && now - debt.since >= kLongest;
}

void WakeDebt::pay() {
  debt.allowed = false;
  if (EventLoop* const loop = std::exchange(debt.loop, nullptr)) loop->nudge();
}

}  // namespace siding::scheduler
