// `siding -V`
#include <siding/abi.h>

#include "base/build_facts.hpp"
#include "server/commands.hpp"

namespace siding::server {

std::string version_text() {
  return "siding " SIDING_VERSION "\nplugin ABI " + std::to_string(SIDING_ABI_MAJOR) + '.' +
         std::to_string(SIDING_ABI_MINOR) + "\nbuilt with " + compiler_text() + '\n' + libraries_text() + '\n';
}

}  // namespace siding::server
