// watching.hpp - a background scope and steps that run inside of its callbacks.
#pragma once

#include <functional>

#include "unit/dispatch/op.hpp"
#include "unit/dispatch/test_host.hpp"

namespace siding::test {

class Watching {
 public:
  Watching() { REQUIRE(core().scope_open(host.host(), str("watching"), &scope) == SIDING_OK); }
  ~Watching() { core().scope_close(scope); }

  // [scope] functions are allowed inside.
  void step(const std::function<void()>& function) {
    Op op([&](std::int32_t) { function(); });
    core().post(scope, &op);
    op.result();
  }

  siding_watch* open(int fd) {
    siding_watch* watch = nullptr;
    REQUIRE(fds().open(scope, fd, &watch) == SIDING_OK);
    return watch;
  }
  std::int32_t wait(siding_watch* watch, Op& op, std::uint32_t events) {
    std::int32_t result = 0;
    step([&] { result = fds().wait(watch, &op, events); });
    return result;
  }
  void close(siding_watch* watch) {
    step([&] { fds().close(watch); });
  }

  TestHost host{{}};
  siding_scope* scope = nullptr;
};

}  // namespace siding::test
