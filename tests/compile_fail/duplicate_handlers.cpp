#include <siding/plugin.hpp>

struct Plugin {
  siding::response one(const siding::request&) { return siding::status(204); }
  siding::response two(const siding::request&) { return siding::status(204); }
};

#ifdef MISTAKE
SIDING_PLUGIN(Plugin, "plugin", "1", siding::sync<&Plugin::one>("one"), siding::sync<&Plugin::two>("one"))
#else
SIDING_PLUGIN(Plugin, "plugin", "1", siding::sync<&Plugin::one>("one"), siding::sync<&Plugin::two>("two"))
#endif
