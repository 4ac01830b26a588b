// load_error.hpp - what the dynamic loader says, as a sentence for the operator.
#pragma once

#include <string>
#include <string_view>

#include "base/mistake.hpp"

namespace siding::plugin {

// `text` is dlerror()'s; `loaded_as` is the path that was given to the loader,
// `file` the one that the operator knows.
Mistake reword_load_error(std::string_view text, std::string_view loaded_as, const std::string& file);

}  // namespace siding::plugin
