// all.hpp - several tasks at once, and the results of all of them.
//
//   auto [user, cart] = co_await siding::all(find_user(id), find_cart(id));
//
// The first that throws cancels the others; when they have ended, its exception
// goes on. Results of void tasks are std::monostate.
#pragma once

#include <cstddef>
#include <deque>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <siding/op/group.hpp>

namespace siding {

namespace detail {

class all_group : public group {
 protected:
  void ended(child_base& child) noexcept override {
    if (!child.failed() || first_failed_) return;
    first_failed_ = &child;
    stop(SIDING_E_CANCELLED);
  }
  // Throws when it was stopped before every child was begun and none has an exception to tell.
  void check() const {
    if (!first_failed_) throw_if_failed(stopped(), "all");
  }
  child_base* first_failed_ = nullptr;
};

template <class... T>
class all_of final : public all_group {
 public:
  explicit all_of(task<T>&&... work) : children_{std::move(work)...} {
    std::apply([this](auto&... each) { (add(each), ...); }, children_);
  }

  std::tuple<value_of<T>...> await_resume() {
    check();
    std::apply([failed = first_failed_](auto&... each) { (rethrow(each, failed), ...); }, children_);
    return std::apply([](auto&... each) { return std::tuple<value_of<T>...>{each.take()...}; }, children_);
  }

 private:
  template <class U>
  static void rethrow(child<U>& each, const child_base* failed) {
    if (&each == failed) each.take();
  }
  std::tuple<child<T>...> children_;
};

template <class T>
class all_in final : public all_group {
 public:
  explicit all_in(std::vector<task<T>>&& work) {
    for (task<T>& each : work) add(children_.emplace_back(std::move(each)));
  }

  std::vector<value_of<T>> await_resume() {
    check();
    if (first_failed_) static_cast<child<T>*>(first_failed_)->take();
    std::vector<value_of<T>> results;
    results.reserve(children_.size());
    for (child<T>& each : children_) results.push_back(each.take());
    return results;
  }

 private:
  std::deque<child<T>> children_;  // children do not move
};

}  // namespace detail

// Tasks, or awaitables such as event.wait() that are awaited in the same expression.
template <class... A>
auto all(A&&... work) {
  return detail::all_of<detail::result_of<A>...>{detail::as_task(std::forward<A>(work))...};
}

// The results in the order of the tasks.
template <class T>
auto all(std::vector<task<T>> work) {
  return detail::all_in<T>{std::move(work)};
}

}  // namespace siding
