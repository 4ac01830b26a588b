// foreign_thread.cpp - answers that a thread of the plugin completes.
//
//   asks    the query back, from that thread
//   fails   an exception from that thread
//   drops   nothing: the thread lets go of the completer
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include <siding/plugin.hpp>

namespace {

// Runs what it is given, in order, until its end.
class Clerk {
 public:
  Clerk() : thread_{[this] { work(); }} {}
  ~Clerk() {
    give({});
    thread_.join();
  }
  Clerk(const Clerk&) = delete;
  Clerk& operator=(const Clerk&) = delete;

  void give(std::function<void()> errand) {
    const std::lock_guard lock{mutex_};
    errands_.push_back(std::move(errand));
    given_.notify_one();
  }

 private:
  void work() {
    for (;;) {
      std::unique_lock lock{mutex_};
      given_.wait(lock, [this] { return !errands_.empty(); });
      const std::function<void()> errand = std::move(errands_.front());
      errands_.pop_front();
      lock.unlock();
      if (!errand) return;
      errand();
    }
  }

  std::mutex mutex_;
  std::condition_variable given_;
  std::deque<std::function<void()>> errands_;  // guarded by mutex_
  std::thread thread_;
};

class ForeignThread {
 public:
  siding::task<siding::response> asks(const siding::request& request) {
    const siding::completion<std::string> answer;
    clerk_.give([done = answer.completer(), text = std::string{request.query()}] { done.set("answered " + text); });
    co_return siding::text(co_await answer);
  }

  siding::task<siding::response> fails(const siding::request&) {
    const siding::completion<> answer;
    clerk_.give([done = answer.completer()] {
      // In two statements: copies of an exception share their text, which ThreadSanitizer does not see.
      auto failure = std::make_exception_ptr(std::runtime_error{"the clerk is ill"});
      done.fail(std::move(failure));
    });
    co_await answer;
    co_return siding::text("not reached");
  }

  siding::task<siding::response> drops(const siding::request&) {
    const siding::completion<> answer;
    clerk_.give([done = answer.completer()] {});
    co_await answer;
    co_return siding::text("not reached");
  }

 private:
  Clerk clerk_;
};

}  // namespace

SIDING_PLUGIN(ForeignThread, "foreign_thread", "1.0.0", siding::async<&ForeignThread::asks>("asks"),
              siding::async<&ForeignThread::fails>("fails"), siding::async<&ForeignThread::drops>("drops"))
