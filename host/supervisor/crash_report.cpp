#include "supervisor/crash_report.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <cinttypes>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <vector>

namespace siding::supervisor {

namespace {

constexpr std::size_t kNamed = 4;  // threads, when it is not known which one it was

std::string signal_name(int signal) {
  const char* const name = ::sigabbrev_np(signal);
  return name ? "SIG" + std::string(name) : "signal " + std::to_string(signal);
}

std::string hexadecimal(std::uint64_t number, const char* format) {
  char text[24];
  std::snprintf(text, sizeof text, format, number);
  return text;
}

std::string name_place(const CrashPage& page, const Evidence& evidence, std::uint64_t place) {
  const std::uint32_t route = CrashPage::route_of(place);
  if (route == CrashPage::kBackground) {
    const std::size_t plugin = place & 0xFFFFFFFF;
    return "background work of " +
           (plugin < evidence.plugins.size() ? "plugin " + evidence.plugins[plugin].first : std::string("a plugin"));
  }
  const std::string name =
      route < evidence.routes.size() ? evidence.routes[route].second : "route number " + std::to_string(route);
  return name + ", request " + hexadecimal(page.request_of(place), "%016" PRIx64);
}

std::string route_of(const Evidence& evidence, std::uint64_t place) {
  const std::uint32_t route = CrashPage::route_of(place);
  return place != 0 && route < evidence.routes.size() ? evidence.routes[route].first : std::string{};
}

std::vector<std::uint64_t> places(const CrashPage& page) {
  std::vector<std::uint64_t> found;
  for (const CrashPage::Slot& slot : page.slots) {
    if (const auto place = slot.inside.load(std::memory_order_relaxed)) found.push_back(place);
  }
  return found;
}

std::string starting(const CrashPage& page) {
  const auto& name = page.starting;
  return {name.data(), ::strnlen(name.data(), name.size())};
}

std::string what_happened(const CrashPage::Fault& fault) {
  if (fault.signal == 0) return "called exit(" + std::to_string(fault.code) + ")";
  std::string text = "crashed with " + signal_name(fault.signal);
  const bool has_address = fault.signal == SIGSEGV || fault.signal == SIGBUS;
  if (has_address && fault.code > 0) text += " (address " + hexadecimal(fault.address, "0x%" PRIx64) + ")";
  return text;
}

// From the instruction on: what is above it belongs to the handler.
std::vector<std::uintptr_t> stack_of(const CrashPage::Fault& fault) {
  std::vector<std::uintptr_t> stack;
  const int count = std::clamp(fault.frame_count, 0, static_cast<int>(CrashPage::kFrames));
  stack.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i)
    stack.push_back(reinterpret_cast<std::uintptr_t>(fault.frames[static_cast<std::size_t>(i)]));
  if (fault.at == 0) return stack;
  const auto begin = std::find(stack.begin(), stack.end(), fault.at);
  if (begin == stack.end()) return {fault.at};
  stack.erase(stack.begin(), begin);
  return stack;
}

Crash from_fault(const CrashPage& page, const Evidence& evidence, const StackText& stack_text) {
  const CrashPage::Fault& fault = page.fault;
  Crash crash{.line = what_happened(fault), .route = route_of(evidence, fault.inside)};
  if (fault.inside != 0) {
    crash.line += " in " + name_place(page, evidence, fault.inside);
  } else if (const std::string plugin = starting(page); !plugin.empty()) {
    crash.line += " while plugin " + plugin + " was loaded";
  } else {
    crash.line += " in thread " + std::to_string(fault.tid) + ", which was in no request";
  }
  const auto stack = stack_of(fault);
  const std::string text = stack_text(stack, {fault.maps.data(), std::min(fault.maps_size, CrashPage::kMaps)});
  if (!text.empty()) crash.line += "; its stack was " + text + "; `addr2line -Cfpie FILE OFFSET` names the lines";
  return crash;
}

std::string how_it_ended(const Evidence& evidence) {
  if (WIFEXITED(evidence.status)) {
    return "ended with status " + std::to_string(WEXITSTATUS(evidence.status)) + " without a word, as by _exit()";
  }
  std::string text = "was killed by " + signal_name(WTERMSIG(evidence.status));
  if (evidence.out_of_memory) text += ", when the kernel was out of memory";
  return text;
}

// Whoever kills, or leaves by _exit(), does not say from where: all that it was inside of is told.
Crash without_fault(const CrashPage& page, const Evidence& evidence) {
  Crash crash{.line = how_it_ended(evidence), .route = {}};
  const auto inside = places(page);
  if (inside.empty()) {
    const std::string plugin = starting(page);
    crash.line += plugin.empty() ? "; it was inside of no plugin" : " while plugin " + plugin + " was loaded";
    return crash;
  }
  for (std::size_t i = 0; i < std::min(inside.size(), kNamed); ++i) {
    crash.line += (i == 0 ? "; it was inside of " : "; ") + name_place(page, evidence, inside[i]);
  }
  if (inside.size() > kNamed) crash.line += "; and " + std::to_string(inside.size() - kNamed) + " more";
  const auto route = CrashPage::route_of(inside.front());
  const bool alone = std::all_of(inside.begin(), inside.end(),
                                 [&](std::uint64_t place) { return CrashPage::route_of(place) == route; });
  if (alone) crash.route = route_of(evidence, inside.front());
  return crash;
}

}  // namespace

Crash examine(const CrashPage& page, const Evidence& evidence, const StackText& stack_text) {
  const bool told = page.fault.stage.load(std::memory_order_acquire) != CrashPage::Fault::none;
  Crash crash = told ? from_fault(page, evidence, stack_text) : without_fault(page, evidence);
  crash.line = "serving process " + std::to_string(evidence.pid) + " " + crash.line;
  return crash;
}

}  // namespace siding::supervisor
