// metrics.hpp - a snapshot in the text format of Prometheus.
//
// Names of requests are OpenTelemetry's semantic conventions, everything else begins with siding_.
#pragma once

#include <string>
#include <vector>

#include "admin/source.hpp"

namespace siding::admin {

std::string metrics_text(Stage stage, const dispatch::Snapshot& snapshot, const std::vector<PluginView>& plugins);

}  // namespace siding::admin
