// log and log_level of siding.core/1.
#include <string>

#include <doctest/doctest.h>

#include "unit/dispatch/client.hpp"
#include "unit/dispatch/op.hpp"
#include "unit/dispatch/test_host.hpp"

namespace siding::dispatch {

using test::Client;
using test::core;
using test::respond;
using test::str;
using test::TestHost;

TEST_SUITE("plugin log") {
  TEST_CASE("a line carries the plugin's name and the request's id") {
    std::string id;
    const siding_host* log_host = nullptr;
    TestHost host(Mode::async, [&](siding_request* request) {
      const siding_head& head = *core().head(request);
      id.assign(head.id.data, head.id.size);
      core().log(log_host, core().scope(request), SIDING_LOG_WARN, str("hello"));
      respond(request);
    });
    log_host = host.host();
    Client client(host);

    client.answer();

    CHECK(host.log().has("plugin.scripted: [" + id + "] hello"));
  }

  TEST_CASE("a line without a scope, of a background scope, or of a level that there is not") {
    TestHost host({});
    siding_scope* scope = nullptr;
    core().scope_open(host.host(), str("work"), &scope);

    core().log(host.host(), nullptr, SIDING_LOG_INFO, str("plain"));
    core().log(host.host(), scope, SIDING_LOG_INFO, str("background"));
    core().log(host.host(), nullptr, 77, str("loud {} %s"));

    CHECK(host.log().has("plugin.scripted: plain"));
    CHECK(host.log().has("background"));
    CHECK(host.log().has("loud {} %s"));
    core().scope_close(scope);
  }

  TEST_CASE("the level is that of the host's log") {
    TestHost host({});

    CHECK(core().log_level(host.host()) == SIDING_LOG_TRACE);
  }

  TEST_CASE("extensions are found by their versioned names, others are not there") {
    TestHost host({});
    const siding_host* const table = host.host();

    CHECK(table->get_extension(table, str(SIDING_CORE_1)) == &core());
    CHECK(table->get_extension(table, str(SIDING_FD_1)) == &test::fds());
    CHECK(table->get_extension(table, str(SIDING_CONFIG_1)) != nullptr);
    CHECK(table->get_extension(table, str("siding.core/2")) == nullptr);
    CHECK(table->get_extension(table, str("")) == nullptr);
  }
}

}  // namespace siding::dispatch
