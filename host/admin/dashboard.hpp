// dashboard.hpp - the page at `/`, whole: made of dashboard/ by the build.
#pragma once

#include <string_view>

namespace siding::admin {

std::string_view dashboard_page();  // lives for ever

}  // namespace siding::admin
