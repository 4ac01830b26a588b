// probe_message.hpp - a result on its way from the child of a probe to its parent.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/mistake.hpp"
#include "base/result.hpp"

namespace siding::plugin {

std::string encode(const Result<std::string, Mistakes>& result);

// nullopt when it is not whole: the child ended while it wrote, or before.
std::optional<Result<std::string, Mistakes>> decode(std::string_view message);

}  // namespace siding::plugin
