// views_json.hpp - what the server is doing, as JSON.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <string>
#include <vector>

#include "admin/advice.hpp"
#include "admin/source.hpp"

namespace siding::admin {

boost::json::array loops_json(const dispatch::Snapshot& snapshot);
boost::json::array pools_json(const dispatch::Snapshot& snapshot);
boost::json::array routes_json(const dispatch::Snapshot& snapshot);
boost::json::array plugins_json(const std::vector<PluginView>& plugins);
boost::json::array stalls_json(const std::vector<dispatch::StallRecord>& stalls);
boost::json::array settings_json(const std::vector<Setting>& settings);
boost::json::array advice_json(const std::vector<Advice>& advice);
boost::json::object counts_json(const dispatch::RouteCounts& counts);

}  // namespace siding::admin
