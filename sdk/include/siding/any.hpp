// any.hpp - several tasks at once, and the first result.
//
//   auto first = co_await siding::any(ask(replica_1), ask(replica_2));
//   switch (first.index()) ...
//
// The first that succeeds wins; the others are cancelled and waited for. One that
// throws is out; when all have thrown, the first exception goes on.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include <siding/op/group.hpp>

namespace siding {

// What any() gives for a vector of tasks: whose result it is, and the result.
template <class T>
struct first_of {
  std::size_t index;
  T value;
};

namespace detail {

class any_group : public group {
 protected:
  void ended(child_base& child) noexcept override {
    if (child.failed()) {
      if (!first_failed_) first_failed_ = &child;
    } else if (!winner_) {
      winner_ = &child;
      stop(SIDING_E_CANCELLED);
    }
  }
  // Who has something to give or to throw; throws when nobody ran.
  child_base* decided() const {
    if (!winner_ && !first_failed_) {
      throw_code(stopped() != 0 ? stopped() : SIDING_E_INVALID, "any of no tasks");
    }
    return winner_ ? winner_ : first_failed_;
  }

 private:
  child_base* winner_ = nullptr;
  child_base* first_failed_ = nullptr;
};

template <class... T>
class any_of final : public any_group {
 public:
  using result_type = std::variant<value_of<T>...>;

  explicit any_of(task<T>&&... work) : children_{std::move(work)...} {
    std::apply([this](auto&... each) { (add(each), ...); }, children_);
  }

  result_type await_resume() { return take(std::index_sequence_for<T...>{}); }

 private:
  template <std::size_t... I>
  result_type take(std::index_sequence<I...>) {
    const child_base* const who = decided();
    std::optional<result_type> result;
    (take_if<I>(who, result), ...);
    return std::move(*result);
  }
  template <std::size_t I>
  void take_if(const child_base* who, std::optional<result_type>& result) {
    auto& each = std::get<I>(children_);
    if (who == &each) result.emplace(std::in_place_index<I>, each.take());
  }
  std::tuple<child<T>...> children_;
};

template <class T>
class any_in final : public any_group {
 public:
  explicit any_in(std::vector<task<T>>&& work) {
    for (task<T>& each : work) add(children_.emplace_back(std::move(each)));
  }

  first_of<value_of<T>> await_resume() {
    const child_base* const who = decided();
    std::size_t index = 0;
    while (&children_[index] != who) ++index;
    return {index, children_[index].take()};
  }

 private:
  std::deque<child<T>> children_;  // children do not move
};

}  // namespace detail

// A std::variant whose index() tells who won. Tasks, or awaitables such as event.wait() that
// are awaited in the same expression.
template <class... A>
requires(sizeof...(A) > 0) auto any(A&&... work) {
  return detail::any_of<detail::result_of<A>...>{detail::as_task(std::forward<A>(work))...};
}

// REQUIRES: at least one task; error otherwise.
template <class T>
auto any(std::vector<task<T>> work) {
  return detail::any_in<T>{std::move(work)};
}

}  // namespace siding
