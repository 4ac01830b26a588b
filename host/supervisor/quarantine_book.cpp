#include "supervisor/quarantine_book.hpp"

#include <algorithm>

namespace siding::supervisor {

std::chrono::nanoseconds QuarantineBook::blame(const std::string& route, Time now) {
  if (options_.quarantine_after == 0) return {};
  Record& record = routes_[route];
  if (now - record.last > kRemembered) record.lasts = {};
  record.last = now;
  if (!record.quarantined) {
    std::erase_if(record.crashes, [&](Time at) { return now - at > options_.quarantine_window; });
    record.crashes.push_back(now);
    if (record.crashes.size() < options_.quarantine_after) return {};
  }
  const auto first = std::max<std::chrono::nanoseconds>(options_.quarantine_for, std::chrono::milliseconds{1});
  record.lasts = record.lasts.count() == 0 ? first : std::min(2 * record.lasts, std::max(first, kLongest));
  record.quarantined = true;
  record.until = now + record.lasts;
  record.crashes.clear();
  return record.lasts;
}

void QuarantineBook::learn(std::span<const CrashPage::Quarantined> from) {
  for (auto& [name, record] : routes_) {
    const auto key = CrashPage::key_of(name);
    const auto recovered = [&](const auto& one) { return one.route == key && one.recovered.load(); };
    if (std::any_of(from.begin(), from.end(), recovered)) record.quarantined = false;
  }
}

void QuarantineBook::write(std::span<CrashPage::Quarantined> to) const {
  std::size_t count = 0;
  for (const auto& [name, record] : routes_) {
    if (!record.quarantined || count == to.size()) continue;
    CrashPage::Quarantined& one = to[count++];
    one.route = CrashPage::key_of(name);
    one.until_ns = std::chrono::nanoseconds(record.until.time_since_epoch()).count();
    one.lasts_ns = record.lasts.count();
  }
}

std::vector<std::string> QuarantineBook::quarantined() const {
  std::vector<std::string> names;
  for (const auto& [name, record] : routes_) {
    if (record.quarantined) names.push_back(name);
  }
  return names;
}

}  // namespace siding::supervisor
