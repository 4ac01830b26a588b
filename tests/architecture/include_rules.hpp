// include_rules.hpp - who may include whom.
//
// The layers of the host, bottom up, and the one owner of each third-party
// library. Whatever is not in the tables of include_rules.cpp is refused, so a
// new dependency is a decision that shows in a diff.
#pragma once

#include <string>
#include <vector>

#include "architecture/source_file.hpp"

namespace siding::architecture {

// What is wrong with the includes of this file of host/, sdk/ or plugins/, a
// sentence each: "host/http/x.hpp:3: http may not include server/server.hpp".
std::vector<std::string> include_violations(const SourceFile& file);

}  // namespace siding::architecture
