#include "transport/idle_list.hpp"

namespace siding::transport {

void IdleList::renew(IdleLink& link) {
  if (newest_ == &link) return;
  remove(link);
  link.older_ = newest_;
  link.listed_ = true;
  (newest_ ? newest_->newer_ : oldest_) = &link;
  newest_ = &link;
}

void IdleList::remove(IdleLink& link) {
  if (!link.listed_) return;
  (link.older_ ? link.older_->newer_ : oldest_) = link.newer_;
  (link.newer_ ? link.newer_->older_ : newest_) = link.older_;
  link.older_ = link.newer_ = nullptr;
  link.listed_ = false;
}

}  // namespace siding::transport
