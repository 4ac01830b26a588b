#include "plugin/load_error.hpp"

#include <doctest/doctest.h>

#include "fixture.hpp"

namespace siding::plugin {
namespace {

std::string reworded(std::string_view text) {
  const Mistake mistake = reword_load_error(text, "/proc/self/fd/7", "/srv/a.so");
  return mistake.what + "\n" + mistake.fix;
}

TEST_SUITE("load error") {
  TEST_CASE("shows the file's name in the place of the copy's") {
    CHECK(contains(reworded("/proc/self/fd/7: version `GLIBC_2.99' not found (required by /proc/self/fd/7)"),
                   "can't be loaded: /srv/a.so: version `GLIBC_2.99' not found (required by /srv/a.so)"));
  }

  TEST_CASE("takes the symbol alone out of the text") {
    CHECK(contains(reworded("/proc/self/fd/7: undefined symbol: PQconnect, version LIBPQ_9"),
                   "`/srv/a.so` needs the symbol `PQconnect`, which none"));
  }

  TEST_CASE("knows what to do without static TLS") {
    CHECK(contains(reworded("/proc/self/fd/7: cannot allocate memory in static TLS block"), "optional_static_tls"));
  }
}

}  // namespace
}  // namespace siding::plugin
