#include <siding/plugin.hpp>

struct Plugin {
#ifdef MISTAKE
  explicit Plugin(int) {}
#else
  explicit Plugin(const siding::config&) {}
#endif
  siding::response one(const siding::request&) {
    return siding::status(204);
  }
};

SIDING_PLUGIN(Plugin, "plugin", "1", siding::sync<&Plugin::one>("one"))
