// scope_handle.hpp - the siding_scope* and siding_watch* that a plugin holds.
#pragma once

#include <siding/abi.h>

#include "dispatch/scope.hpp"
#include "dispatch/watch.hpp"

namespace siding::dispatch {

inline siding_scope* to_handle(Scope& scope) {
  return reinterpret_cast<siding_scope*>(&scope);
}
inline Scope& scope_of(siding_scope* handle) {
  return *reinterpret_cast<Scope*>(handle);
}

inline siding_watch* to_handle(Watch& watch) {
  return reinterpret_cast<siding_watch*>(&watch);
}
inline Watch& watch_of(siding_watch* handle) {
  return *reinterpret_cast<Watch*>(handle);
}

}  // namespace siding::dispatch
