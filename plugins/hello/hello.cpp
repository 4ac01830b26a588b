// hello - one greeting in each of the three modes.
//
// plugins:
//   hello: { file: hello.so }
// routes:
//   - { path: "/hello/{name}", plugin: hello, handler: sync }
//   - { path: "/hello-async/{name}", plugin: hello, handler: async }
//   - { path: "/hello-offload/{name}", plugin: hello, handler: offload }
#include <siding/plugin.hpp>

namespace {

struct Hello {
  static std::string greeting(const siding::request& request) {
    return "Hello, " + std::string{request.param("name").value_or("world")} + "!";
  }

  siding::response sync(const siding::request& request) {  // on a worker: it may block
    return siding::text(greeting(request));
  }
  siding::task<siding::response> async(const siding::request& request) {  // on the event loop: it never blocks
    co_return siding::text(greeting(request));
  }
  siding::task<siding::response> offload(const siding::request& request) {  // only the call inside may block
    co_return siding::text(co_await siding::offload([&] { return greeting(request); }));
  }
};

}  // namespace

SIDING_PLUGIN(Hello, "hello", "1.0.0", siding::sync<&Hello::sync>("sync"), siding::async<&Hello::async>("async"),
              siding::offloading<&Hello::offload>("offload"))
