// metric_families.hpp - builds prometheus-cpp's values: a family per name, in the order of first use.
#pragma once

#include <prometheus/metric_family.h>

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "base/duration_histogram.hpp"

namespace siding::admin {

using Labels = std::vector<std::pair<std::string, std::string>>;  // empty values are left out

class MetricFamilies {
 public:
  void counter(const std::string& name, const std::string& help, const Labels& labels, double value);
  void gauge(const std::string& name, const std::string& help, const Labels& labels, double value);
  void histogram(const std::string& name, const std::string& help, const Labels& labels, const DurationCounts& counts);

  std::string to_text() const;

 private:
  prometheus::ClientMetric& add(const std::string& name, const std::string& help, prometheus::MetricType type,
                                const Labels& labels);

  std::vector<prometheus::MetricFamily> families_;
};

}  // namespace siding::admin
