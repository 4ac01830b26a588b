// article - the four ways to wait 2 x `wait`, as in the article that this server answers.
//
// plugins:
//   article: { file: article.so, config: { wait: 3s } }
// routes:
//   - { path: /article/sync, plugin: article, handler: sync }
//   - { path: /article/async-blocking, plugin: article, handler: async_blocking }
//   - { path: /article/async, plugin: article, handler: async }
//   - { path: /article/offload, plugin: article, handler: offload }
#include <chrono>
#include <thread>

#include <siding/plugin.hpp>

namespace {

using namespace std::chrono_literals;

class Article {
 public:
  explicit Article(const siding::config& config) : wait_{config.get("wait", 3000ms)} { config.expect_keys({"wait"}); }

  // Blocks a worker thread; that is what they are for.
  siding::response sync(const siding::request&) {
    block();
    block();
    return message();
  }

  // The mistake, on purpose: blocks the event loop.
  siding::task<siding::response> async_blocking(const siding::request&) {
    block();
    block();
    co_return message();
  }

  // Waits without holding any thread.
  siding::task<siding::response> async(const siding::request&) {
    co_await siding::sleep_for(wait_);
    co_await siding::sleep_for(wait_);
    co_return message();
  }

  // Only the blocking line leaves the loop.
  siding::task<siding::response> offload(const siding::request&) {
    co_await siding::offload([this] { block(); });
    co_await siding::sleep_for(wait_);
    co_return message();
  }

 private:
  void block() const { std::this_thread::sleep_for(wait_); }
  static siding::response message() { return siding::static_json(R"({"message":"Hello World"})"); }

  const std::chrono::milliseconds wait_;
};

}  // namespace

SIDING_PLUGIN(Article, "article", "1.0.0", siding::sync<&Article::sync>("sync"),
              siding::async<&Article::async_blocking>("async_blocking"), siding::async<&Article::async>("async"),
              siding::offloading<&Article::offload>("offload"))
