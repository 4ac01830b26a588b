// conversation.hpp - a handler that does random things for one request, by the rules of the ABI.
//
// It begins ops of every kind, cancels some, begins more from inside of their
// `done`, and answers: at once, when all ops are done, from a foreign thread, or
// by throwing. What goes wrong is noted.
// Threads: those that the host chooses; its members are serialised with the scope.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "unit/dispatch/foreign_thread.hpp"
#include "unit/dispatch/op.hpp"
#include "unit/scheduler/record.hpp"
#include "unit/socket_pair.hpp"

namespace siding::test {

class Conversation {
 public:
  Conversation(unsigned seed, ForeignThread& foreign) : seed_(seed), random_(seed), foreign_(foreign) {}

  void begin(siding_request* request);

  // When it is over.
  bool begun() const { return request_ != nullptr; }
  std::string mistakes() const;

 private:
  enum class Ending { at_once, when_done, foreign, by_exception };

  unsigned one_of(unsigned count) { return static_cast<unsigned>(random_()) % count; }
  void begin_some(unsigned count);
  void begin_one();
  std::int32_t begin_op(unsigned kind, Op& op);
  std::int32_t begin_wait(Op& op);
  std::int32_t begin_foreign_post(Op& op);
  void finished(bool counts);
  void linger();
  void cancel_one();
  void answer();
  void close_watch();
  void expect(bool right, const char* what);

  const unsigned seed_;
  std::mt19937 random_;
  ForeignThread& foreign_;
  siding_request* request_ = nullptr;
  siding_scope* scope_ = nullptr;
  Ending ending_ = Ending::when_done;
  bool answered_ = false;
  unsigned pending_ = 0;  // ops that the answer waits for
  unsigned left_ = 20;    // ops that may be begun yet
  std::atomic<int> inside_{0};
  std::vector<std::unique_ptr<Op>> ops_;  // those that were started
  std::function<void()> work_ = [] {};
  std::unique_ptr<SocketPair> sockets_;
  siding_watch* watch_ = nullptr;
  Record<std::string> mistakes_;
};

}  // namespace siding::test
