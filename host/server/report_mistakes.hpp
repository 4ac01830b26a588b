// report_mistakes.hpp - mistakes to standard error, and the code to exit with.
#pragma once

#include "base/mistake.hpp"
#include "base/result.hpp"
#include "config/configuration.hpp"
#include "config/overrides.hpp"

namespace siding::server {

ExitCode report(const Mistakes& mistakes);

// The file with the command line applied to it.
Result<config::Configuration, Mistakes> load_configuration(const std::filesystem::path& file,
                                                           const config::Overrides& overrides);
// The same, as if that text were in the file.
Result<config::Configuration, Mistakes> load_configuration_text(std::string_view text,
                                                                const std::filesystem::path& file,
                                                                const config::Overrides& overrides);

}  // namespace siding::server
