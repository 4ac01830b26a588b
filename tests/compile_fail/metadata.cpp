#include <siding/plugin.hpp>

struct Plugin {
  siding::response one(const siding::request&) { return siding::status(204); }
};

#ifdef MISTAKE
#define METADATA "{\"summary\": one}"
#else
#define METADATA "{\"summary\": \"one\"}"
#endif
SIDING_PLUGIN(Plugin, "plugin", "1", siding::sync<&Plugin::one>("one").metadata(METADATA))
