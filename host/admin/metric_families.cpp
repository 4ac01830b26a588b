#include "admin/metric_families.hpp"

#include <prometheus/text_serializer.h>

#include <algorithm>

namespace siding::admin {

namespace {

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

}  // namespace

prometheus::ClientMetric& MetricFamilies::add(const std::string& name, const std::string& help,
                                              prometheus::MetricType type, const Labels& labels) {
  auto family = std::find_if(families_.begin(), families_.end(), [&](const auto& each) { return each.name == name; });
  if (family == families_.end()) {
    family = families_.emplace(families_.end());
    family->name = name;
    family->help = help;
    family->type = type;
  }
  prometheus::ClientMetric& metric = family->metric.emplace_back();
  for (const auto& [key, value] : labels) {
    if (!value.empty()) metric.label.push_back({key, value});
  }
  return metric;
}

void MetricFamilies::counter(const std::string& name, const std::string& help, const Labels& labels, double value) {
  add(name, help, prometheus::MetricType::Counter, labels).counter.value = value;
}

void MetricFamilies::gauge(const std::string& name, const std::string& help, const Labels& labels, double value) {
  add(name, help, prometheus::MetricType::Gauge, labels).gauge.value = value;
}

void MetricFamilies::histogram(const std::string& name, const std::string& help, const Labels& labels,
                               const DurationCounts& counts) {
  auto& histogram = add(name, help, prometheus::MetricType::Histogram, labels).histogram;
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < kDurationBounds.size(); ++i) {
    below += counts.buckets[i];
    prometheus::ClientMetric::Bucket bucket;
    bucket.cumulative_count = below;
    bucket.upper_bound = seconds(kDurationBounds[i]);
    histogram.bucket.push_back(bucket);
  }
  histogram.sample_count = counts.count();
  histogram.sample_sum = seconds(counts.sum);
}

std::string MetricFamilies::to_text() const {
  return prometheus::TextSerializer().Serialize(families_);
}

}  // namespace siding::admin
