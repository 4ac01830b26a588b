// policy.hpp - the framing policy once more, too simple to be wrong.
//
// Written from RFC 9110 and 9112, not from the host's code, of which it uses nothing.
#pragma once

#include <string_view>

#include "fuzz/reading.hpp"

namespace siding::fuzz {

// The rule that an accepted message breaks; empty when it obeys all of them.
std::string_view broken_rule(const Message& message);

}  // namespace siding::fuzz
