#include "dispatch/stall_history.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace siding::dispatch {

namespace {

constexpr std::size_t kKept = 100;

StallRecord record_of(const scheduler::Stall& stall, std::string stack) {
  StallRecord record;
  record.at = std::chrono::system_clock::now();
  record.loop = stall.loop;
  record.kind = stall.kind;
  record.action = stall.action;
  record.lasted = stall.lasted;
  record.where = stall.where;
  record.connections = stall.connections;
  record.demoted = stall.demoted;
  record.plugin_demoted = stall.plugin_demoted;
  record.route = stall.conduct ? stall.conduct->describe() : "a plugin";
  if (stall.conduct && stall.kind != scheduler::StallKind::starved) record.fix = stall.conduct->fix();
  record.stack = std::move(stack);
  return record;
}

}  // namespace

std::string_view to_string(scheduler::StallKind kind) {
  static constexpr std::array<std::string_view, 4> kNames{"blocked", "computing", "starved", "slow"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view to_string(scheduler::StallAction action) {
  static constexpr std::array<std::string_view, 5> kNames{"rescued", "watched", "exhausted", "returned", "charged"};
  return kNames[static_cast<std::size_t>(action)];
}

void StallHistory::add(const scheduler::Stall& stall, std::string stack) {
  StallRecord record = record_of(stall, std::move(stack));
  const std::lock_guard lock(mutex_);
  record.number = ++count_;
  records_.push_front(std::move(record));
  if (records_.size() > kKept) records_.pop_back();
}

std::vector<StallRecord> StallHistory::recent() const {
  const std::lock_guard lock(mutex_);
  return {records_.begin(), records_.end()};
}

}  // namespace siding::dispatch
