// Everything at once, from many clients: for the sanitizers, and for what only overlaps under load.
#include <doctest/doctest.h>

#include <mutex>
#include <thread>

#include "integration/harness/running_server.hpp"

namespace siding::integration {

namespace {

struct Question {
  std::string target;
  unsigned status;
  std::string answer;  // "" = any; "?" is replaced by the question's number
};

constexpr int kClients = 8;
constexpr int kRounds = 15;

std::string numbered(std::string text, const std::string& number) {
  if (const auto at = text.find('?'); at != text.npos) text.replace(at, 1, number);
  return text;
}

// Asks all questions again and again over one connection, beginning at another one
// each; the wrong answers.
std::vector<std::string> interview(std::uint16_t port, const std::vector<Question>& questions, int client) {
  std::vector<std::string> wrong;
  Client connection{port};
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t i = 0; i < questions.size(); ++i) {
      const Question& question = questions[(i + static_cast<std::size_t>(client)) % questions.size()];
      const std::string number = std::to_string(client) + "-" + std::to_string(round);
      connection.send(get(question.target.ends_with('=') ? question.target + number : question.target));
      const auto response = connection.read();
      const bool right = response.status == question.status &&
                         (question.answer.empty() || response.body == numbered(question.answer, number));
      if (!right) wrong.push_back(question.target + ": " + std::to_string(response.status) + " " + response.body);
    }
  }
  return wrong;
}

std::vector<std::string> interview_by_many(std::uint16_t port, const std::vector<Question>& questions) {
  std::mutex mutex;
  std::vector<std::string> wrong;
  std::vector<std::jthread> clients;
  for (int client = 0; client < kClients; ++client) {
    clients.emplace_back([&, client] {
      std::vector<std::string> found;
      try {
        found = interview(port, questions, client);
      } catch (const std::exception& failure) {
        found.push_back(failure.what());
      }
      const std::lock_guard lock{mutex};
      wrong.insert(wrong.end(), found.begin(), found.end());
    });
  }
  clients.clear();
  return wrong;
}

}  // namespace

TEST_SUITE("load") {
  TEST_CASE("eight clients get the right answers from every kind of wait, in every mode") {
    RunningServer server{R"(
pools: { default: { min: 2, max: 32, queue: 256, share: 32 } }
routes:
  - { path: /sleep, plugin: waits, handler: sleep }
  - { path: /offload, plugin: waits, handler: offload }
  - { path: /offload-sync, plugin: waits, handler: offload, mode: sync }
  - { path: /throws, plugin: waits, handler: offload_throws }
  - { path: /all, plugin: waits, handler: all }
  - { path: /all-sync, plugin: waits, handler: all, mode: sync }
  - { path: /all-but-one, plugin: waits, handler: all_but_one }
  - { path: /any, plugin: waits, handler: any }
  - { path: /any-sync, plugin: waits, handler: any, mode: sync }
  - { path: /in-time, plugin: waits, handler: in_time }
  - { path: /too-late, plugin: waits, handler: too_late }
  - { path: /too-late-sync, plugin: waits, handler: too_late, mode: sync }
  - { path: /enter, plugin: meeting, handler: enter }
  - { path: /enter-sync, plugin: meeting, handler: enter, mode: sync }
  - { path: /crowd, plugin: meeting, handler: crowd }
  - { path: /crowd-sync, plugin: meeting, handler: crowd, mode: sync }
  - { path: /readable, plugin: descriptors, handler: readable }
  - { path: /readable-sync, plugin: descriptors, handler: readable, mode: sync }
  - { path: /rebound, plugin: descriptors, handler: rebound }
  - { path: /silent, plugin: descriptors, handler: silent }
  - { path: /asks, plugin: foreign_thread, handler: asks }
  - { path: /asks-sync, plugin: foreign_thread, handler: asks, mode: sync }
  - { path: /drops, plugin: foreign_thread, handler: drops }
  - { path: /ticks, plugin: ticker }
  - { path: /timeout, plugin: lingers, handler: sleeps, timeout: 5ms }
  - { path: /timeout-sync, plugin: lingers, handler: sleeps, timeout: 5ms, mode: sync }
)"};
    const std::vector<Question> questions{{"/sleep", 200, "long enough"},
                                          {"/offload?n=", 200, "offloaded n=?"},
                                          {"/offload-sync?n=", 200, "offloaded n=?"},
                                          {"/throws", 500, ""},
                                          {"/all", 200, "123"},
                                          {"/all-sync", 200, "123"},
                                          {"/all-but-one", 500, ""},
                                          {"/any", 200, "branch 1"},
                                          {"/any-sync", 200, "branch 1"},
                                          {"/in-time", 200, "7"},
                                          {"/too-late", 504, ""},
                                          {"/too-late-sync", 504, ""},
                                          {"/enter", 200, "in and out"},
                                          {"/enter-sync", 200, "in and out"},
                                          {"/crowd", 200, "in and out"},
                                          {"/crowd-sync", 200, "in and out"},
                                          {"/readable?n=", 200, "read n=?"},
                                          {"/readable-sync?n=", 200, "read n=?"},
                                          {"/rebound", 200, "one two"},
                                          {"/silent", 200, "nothing came"},
                                          {"/asks?n=", 200, "answered n=?"},
                                          {"/asks-sync?n=", 200, "answered n=?"},
                                          {"/drops", 500, ""},
                                          {"/ticks", 200, "ticked"},
                                          {"/timeout", 504, ""},
                                          {"/timeout-sync", 504, ""}};

    const auto wrong = interview_by_many(server.port(), questions);

    CAPTURE(LogLines::join(wrong));
    CHECK(wrong.empty());
  }

  TEST_CASE("clients that reset their connections at any moment leave nothing behind") {
    RunningServer server{R"(
routes:
  - { path: /sleeps, plugin: lingers, handler: sleeps }
  - { path: /sleeps-sync, plugin: lingers, handler: sleeps, mode: sync }
  - { path: /enter, plugin: meeting, handler: enter }
  - { path: /asks, plugin: foreign_thread, handler: asks }
  - { path: /readable, plugin: descriptors, handler: readable }
  - { path: /offload, plugin: waits, handler: offload }
)"};
    const std::string targets[]{"/sleeps", "/sleeps-sync", "/enter", "/asks?x", "/readable?x", "/offload?x"};
    std::vector<std::jthread> clients;
    for (int client = 0; client < kClients; ++client) {
      clients.emplace_back([&, client] {
        for (int round = 0; round < kRounds; ++round) {
          Client connection{server.port()};
          for (const std::string& target : targets) connection.send(get(target));
          for (int spin = 0; spin < client * round * 100; ++spin) std::this_thread::yield();
          connection.reset();
        }
      });
    }
    clients.clear();

    CHECK(server.ask(get("/asks?still")).body == "answered still");
    CHECK(server.ask(get("/enter")).body == "in and out");
    server.server().drain();
    // The end of RunningServer fails when a request is left.
  }
}

}  // namespace siding::integration
