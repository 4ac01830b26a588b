// meeting.cpp - requests that wait for each other: event, mutex and semaphore of the plugin's instance.
//
//   wait, set    one waits until the other sets the event
//   hold         takes the mutex and keeps it until the event is set
//   enter        takes the mutex for a moment; 500 when it is not alone
//   crowd        takes one of three permits for a moment; 500 when there are more
#include <atomic>
#include <stdexcept>
#include <string>

#include <siding/plugin.hpp>

namespace {

using namespace std::chrono_literals;

// Counts who is between its construction and its end.
class Presence {
 public:
  Presence(std::atomic<int>& present, int most) : present_{present} {
    if (++present_ > most) too_many_ = true;
  }
  ~Presence() { --present_; }
  Presence(const Presence&) = delete;
  Presence& operator=(const Presence&) = delete;

  bool too_many() const { return too_many_; }

 private:
  std::atomic<int>& present_;
  bool too_many_ = false;
};

class Meeting {
 public:
  siding::task<siding::response> wait(const siding::request&) {
    siding::log::info("waiting for the event");
    co_await event_.wait();
    co_return siding::text("met");
  }

  siding::response set(const siding::request&) {
    event_.set();
    return siding::text("set");
  }

  siding::task<siding::response> hold(const siding::request&) {
    const auto lock = co_await mutex_.lock();
    siding::log::info("holding the mutex");
    co_await event_.wait();
    siding::log::info("letting go of the mutex");
    co_return siding::text("held");
  }

  siding::task<siding::response> enter(const siding::request&) {
    siding::log::debug("wants the mutex");
    const auto lock = co_await mutex_.lock();
    siding::log::debug("has the mutex");
    co_return co_await visit(inside_mutex_, 1);
  }

  siding::task<siding::response> crowd(const siding::request&) {
    const auto permit = co_await semaphore_.acquire();
    co_return co_await visit(inside_semaphore_, 3);
  }

 private:
  static siding::task<siding::response> visit(std::atomic<int>& present, int most) {
    const Presence presence{present, most};
    co_await siding::sleep_for(1ms);
    if (presence.too_many()) throw std::runtime_error{"too many at once"};
    co_return siding::text("in and out");
  }

  siding::event event_;
  siding::mutex mutex_;
  siding::semaphore semaphore_{3};
  std::atomic<int> inside_mutex_{0};
  std::atomic<int> inside_semaphore_{0};
};

}  // namespace

SIDING_PLUGIN(Meeting, "meeting", "1.0.0", siding::async<&Meeting::wait>("wait"), siding::async<&Meeting::set>("set"),
              siding::async<&Meeting::hold>("hold"), siding::async<&Meeting::enter>("enter"),
              siding::async<&Meeting::crowd>("crowd"))
