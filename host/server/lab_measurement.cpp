#include "server/lab_measurement.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <vector>

namespace siding::server::lab {

namespace {

using std::chrono::nanoseconds;

// The least value that `share` of them do not exceed.
nanoseconds percentile(const std::vector<nanoseconds>& sorted, double share) {
  if (sorted.empty()) return {};
  const long below = std::lround(share * static_cast<double>(sorted.size() - 1));
  return sorted[static_cast<std::size_t>(below)];
}

void count_statuses(Measurement& measurement, const LoadResult& load) {
  unsigned most = 0;
  for (const auto& [status, count] : load.statuses) {
    if (status < 400) {
      measurement.answered += count;
      continue;
    }
    (status == 503 ? measurement.refused : measurement.failed) += count;
    if (count > most) {
      most = count;
      measurement.status = status;
    }
  }
}

// Calls `each` with every member as a number.
template <class Each>
void every_number(Measurement& measurement, Each each) {
  const auto whole = [&](auto& member) {
    auto number = static_cast<std::int64_t>(member);
    each(number);
    member = static_cast<std::remove_reference_t<decltype(member)>>(number);
  };
  const auto time = [&](nanoseconds& member) {
    auto number = static_cast<std::int64_t>(member.count());
    each(number);
    member = nanoseconds{number};
  };
  whole(measurement.mode);
  for (unsigned* count : {&measurement.answered, &measurement.refused, &measurement.failed, &measurement.lost,
                          &measurement.unfinished, &measurement.status, &measurement.threads}) {
    whole(*count);
  }
  whole(measurement.stalls);
  whole(measurement.demotions);
  for (nanoseconds* member :
       {&measurement.total, &measurement.median, &measurement.p99, &measurement.longest, &measurement.alone}) {
    time(*member);
  }
}

}  // namespace

double Measurement::requests_per_second() const {
  const double seconds = std::chrono::duration<double>(total).count();
  return seconds > 0 ? answered / seconds : 0;
}

Measurement summarise(Mode mode, const LoadResult& load) {
  Measurement measurement;
  measurement.mode = mode;
  measurement.total = load.total;
  measurement.lost = load.lost;
  measurement.unfinished = load.unfinished;
  count_statuses(measurement, load);
  std::vector<nanoseconds> sorted = load.latencies;
  std::sort(sorted.begin(), sorted.end());
  measurement.median = percentile(sorted, 0.5);
  measurement.p99 = percentile(sorted, 0.99);
  measurement.longest = percentile(sorted, 1);
  return measurement;
}

std::string encode(Measurement measurement) {
  std::string text;
  every_number(measurement, [&](std::int64_t& number) { text += std::to_string(number) + ' '; });
  return text;
}

std::optional<Measurement> decode(std::string_view text) {
  std::istringstream in{std::string{text}};
  Measurement measurement;
  every_number(measurement, [&](std::int64_t& number) { in >> number; });
  return in ? std::optional{measurement} : std::nullopt;
}

}  // namespace siding::server::lab
