// idle_list.hpp - connections in the order in which they began to wait, intrusive.
//
// Owner: ConnectionSet. Threads: the loop's driver.
#pragma once

#include <cstddef>

namespace siding::transport {

// What can be in an IdleList, and is in at most one.
class IdleLink {
 public:
  bool listed() const { return listed_; }

 private:
  friend class IdleList;
  IdleLink* older_ = nullptr;
  IdleLink* newer_ = nullptr;
  bool listed_ = false;
};

class IdleList {
 public:
  // Puts it at the newest end, from wherever it is.
  void renew(IdleLink& link);
  void remove(IdleLink& link);  // may be called when it is not listed

  IdleLink* oldest() const { return oldest_; }  // null when empty
  static IdleLink* newer(const IdleLink& link) { return link.newer_; }

 private:
  IdleLink* oldest_ = nullptr;
  IdleLink* newest_ = nullptr;
};

}  // namespace siding::transport
