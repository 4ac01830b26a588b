#include "unit/config/sample.hpp"

using namespace siding;
using namespace siding::config;

namespace {

constexpr ExitCode kConfiguration = ExitCode::configuration;

}  // namespace

TEST_SUITE("bad input: server, pools, plugins, defaults") {
  TEST_CASE("keys") {
    check_each(
        kNoRoutes,
        {
            {"sever: {}\n", kConfiguration, 3, 1, "unknown key `sever`", "did you mean `server`?"},
            {"database: {}\n", kConfiguration, 3, 1, "unknown key `database`", "keys here: version, server, log"},
            {"stall: { rescue_afer: 1s }\n", kConfiguration, 3, 10, "unknown key `rescue_afer` in `stall`",
             "did you mean `rescue_after`?"},
            {"server: { metrics: x }\n", kConfiguration, 3, 11, "unknown key `metrics` in `server`",
             "keys here: listen"},
            {"server:\n  limits: { headers: 1KiB }\n", kConfiguration, 4, 13,
             "unknown key `headers` in `server.limits`", "did you mean `header`?"},
            {"pools: { db: { maks: 1 } }\n", kConfiguration, 3, 16, "unknown key `maks` in `pools.db`",
             "did you mean `max`?"},
            {"plugins: { a: { flie: a.so } }\n", kConfiguration, 3, 17, "unknown key `flie` in `plugins.a`",
             "did you mean `file`?"},
            {"defaults: { mode: sync }\n", kConfiguration, 3, 13, "unknown key `mode` in `defaults`", "keys here"},
            {"server: {}\npools: {}\nserver: {}\n", kConfiguration, 5, 1, "duplicate key `server`", "on line 3"},
            {"server:\n  loops: 2\n  plugin_dir: auto\n  loops: 2\n", kConfiguration, 6, 3, "duplicate key `loops`",
             "on line 4"},
        });
  }

  TEST_CASE("types") {
    check_each(
        kNoRoutes,
        {
            {"server: 5\n", kConfiguration, 3, 9, "`server`: `5` is a single value", "a map"},
            {"server: []\n", kConfiguration, 3, 9, "`server`: this is a list", "a map"},
            {"server: { loops: }\n", kConfiguration, 3, 11, "`server.loops`: it has no value", "a whole number"},
            {"server: { loops: [1] }\n", kConfiguration, 3, 18, "this is a list", "a whole number"},
            {"server: { loops: \"4\" }\n", kConfiguration, 3, 18, "`4` is text, because of its quotes",
             "a whole number"},
            {"server: { loops: many }\n", kConfiguration, 3, 18, "`many` is not a whole number", "or `auto`"},
            {"server: { loops: 4.0 }\n", kConfiguration, 3, 18, "`4.0` is not a whole number", "1 to 1024"},
            {"server: { plugin_dir: true }\n", kConfiguration, 3, 23, "`true` is a boolean", "a directory"},
            {"server: { plugin_dir: \"\" }\n", kConfiguration, 3, 23, "it is empty", "a directory"},
            {"server: { plugin_dir: \"a\\0b\" }\n", kConfiguration, 3, 23, "a control character", "a directory"},
            {"pools: [a]\n", kConfiguration, 3, 8, "`pools`: this is a list", "from the name of a pool"},
            {"plugins: hello\n", kConfiguration, 3, 10, "`hello` is a single value", "from the name of a plugin"},
        });
  }

  TEST_CASE("numbers have their unit") {
    check_each(
        kNoRoutes,
        {
            {"server: { shutdown_timeout: 30 }\n", kConfiguration, 3, 29, "`30` has no unit", "such as 30s"},
            {"server: { shutdown_timeout: 30sec }\n", kConfiguration, 3, 29, "`30sec` is not a duration",
             "us, ms, s, m, h"},
            {"server: { shutdown_timeout: none }\n", kConfiguration, 3, 29, "`none` is not a duration", "0s to 24h"},
            {"server: { limits: { idle_timeout: 60 } }\n", kConfiguration, 3, 35, "`60` has no unit", "1ms to 24h"},
            {"server: { limits: { body: 1024 } }\n", kConfiguration, 3, 27, "`1024` has no unit", "such as 16KiB"},
            {"server: { limits: { body: 1M } }\n", kConfiguration, 3, 27, "`1M` is not a number of bytes", "MiB"},
            {"defaults: { timeout: 30 }\n", kConfiguration, 3, 22, "`defaults.timeout`: `30` has no unit", "or `none`"},
            {"defaults: { timeout: off }\n", kConfiguration, 3, 22, "`off` is not a duration", "or `none`"},
            {"pools: { a: { queue_timeout: 5 } }\n", kConfiguration, 3, 30, "`5` has no unit", "duration"},
        });
  }

  TEST_CASE("ranges") {
    check_each(kNoRoutes,
               {
                   {"server: { loops: 0 }\n", kConfiguration, 3, 18, "`0` is out of range", "1 to 1024, or `auto`"},
                   {"server: { loops: 99999999999999999999 }\n", kConfiguration, 3, 18, "out of range", "1 to 1024"},
                   {"server: { io_uring: on }\n", kConfiguration, 3, 21, "`on` is not known here", "auto or off"},
                   {"server: { shutdown_timeout: 25h }\n", kConfiguration, 3, 29, "out of range", "0s to 24h"},
                   {"server: { limits: { header: 65KiB } }\n", kConfiguration, 3, 29, "out of range", "256B to 64KiB"},
                   {"server: { limits: { header: 1B } }\n", kConfiguration, 3, 29, "out of range", "256B to 64KiB"},
                   {"server: { limits: { body: 65GiB } }\n", kConfiguration, 3, 27, "out of range", "0B to 64GiB"},
                   {"server: { limits: { fields: 0 } }\n", kConfiguration, 3, 29, "out of range", "1 to 1000"},
                   {"server: { limits: { connections: 0 } }\n", kConfiguration, 3, 34, "out of range", "1 to 1000000"},
                   {"server: { limits: { write_timeout: 0s } }\n", kConfiguration, 3, 36, "out of range", "1ms to 24h"},
                   {"pools: { a: { min: 0 } }\n", kConfiguration, 3, 20, "out of range", "1 to 4096"},
                   {"pools: { a: { max: 4097 } }\n", kConfiguration, 3, 20, "out of range", "1 to 4096"},
                   {"pools: { a: { queue: 0 } }\n", kConfiguration, 3, 22, "out of range", "1 to 1000000"},
                   {"pools: { a: { max: 2, share: 3 } }\n", kConfiguration, 3, 30, "out of range", "1 to 2, or `auto`"},
                   {"pools: { a: { min: 5, max: 3 } }\n", kConfiguration, 3, 20, "`5` is more than max, which is 3",
                    "min <= max"},
                   {"stall: { rescue_after: 30 }\n", kConfiguration, 3, 24, "`30` has no unit", "1ms to 24h"},
                   {"stall: { demote_after: 0 }\n", kConfiguration, 3, 24, "out of range", "1 to 1000000"},
                   {"stall: { on_block: resuce }\n", kConfiguration, 3, 20, "`resuce` is not known here",
                    "did you mean `rescue`?"},
                   {"plugins: { a: { init_timeout: 0s } }\n", kConfiguration, 3, 31, "out of range", "1ms to 24h"},
                   {"defaults: { timeout: 1us }\n", kConfiguration, 3, 22, "out of range", "1ms to 24h"},
                   {"defaults: { max_in_flight: 2000000 }\n", kConfiguration, 3, 28, "out of range", "or `none`"},
               });
  }

  TEST_CASE("words and names") {
    check_each(
        kNoRoutes,
        {
            {"log: { level: inof }\n", kConfiguration, 3, 15, "`inof` is not known here",
             "trace, debug, info, warn, warning, error, critical or off; did you mean `info`?"},
            {"server: { trusted_proxies: 10.0.0.0/8 }\n", kConfiguration, 3, 28, "is a single value", "a list of IP"},
            {"server: { trusted_proxies: [10.0.0.1/8] }\n", kConfiguration, 3, 29, "`10.0.0.1/8` is no address",
             "10.0.0.0/8"},
            {"server: { trusted_proxies: [proxy] }\n", kConfiguration, 3, 29, "`proxy` is no address", "an IP address"},
            {"server: { forwarded_field: Forwraded }\n", kConfiguration, 3, 28, "`Forwraded` is not known here",
             "X-Forwarded-For or Forwarded; did you mean `Forwarded`?"},
            {"access_log: { format: json }\n", kConfiguration, 3, 13, "lacks the key `file`", "stdout"},
            {"access_log: { file: stdout, query: yes }\n", kConfiguration, 3, 36, "`yes` is not known here",
             "true or false"},
            {"defaults: { server_timing: 1 }\n", kConfiguration, 3, 28, "`1` is not known here", "true or false"},
            {"server: { request_id_field: Cookie }\n", kConfiguration, 3, 29, "`Cookie` is not known", "X-Request-Id"},
            {"log: { format: jsno }\n", kConfiguration, 3, 16, "`jsno` is not known here", "did you mean `json`?"},
            {"log: { file: \"\" }\n", kConfiguration, 3, 14, "it is empty", "stderr, stdout or the path of a file"},
            {"plugins: { a: { on_error: on } }\n", kConfiguration, 3, 27, "`on` is not known here", "fail or disable"},
            {"plugins: { Hello: a.so }\n", kConfiguration, 3, 12, "`Hello` is not a name", "lower-case"},
            {"plugins: { a/b: a.so }\n", kConfiguration, 3, 12, "`a/b` is not a name", "lower-case"},
            {"pools: { \"\": {} }\n", kConfiguration, 3, 10, "it is empty", "lower-case"},
            {"pools: { db: {} }\ndefaults: { pool: dp }\n", kConfiguration, 4, 19, "`dp` is no pool",
             "expected default or db; did you mean `db`?"},
            {"defaults: { pool: batch }\n", kConfiguration, 3, 19, "`batch` is no pool", "expected default"},
        });
  }

  TEST_CASE("addresses") {
    check_each(
        kNoRoutes,
        {
            {"server: { listen: 8080 }\n", kConfiguration, 3, 19, "`8080` has no port", "127.0.0.1:8080"},
            {"server: { listen: 127.0.0.1 }\n", kConfiguration, 3, 19, "has no port", "ADDRESS:PORT"},
            {"server: { listen: :8080 }\n", kConfiguration, 3, 19, "`:8080` has no address", "0.0.0.0:8080"},
            {"server: { listen: 127.0.0.1:x }\n", kConfiguration, 3, 19, "has no port from 0 to 65535", ""},
            {"server: { listen: 127.0.0.1:65536 }\n", kConfiguration, 3, 19, "has no port from 0 to 65535", ""},
            {"server: { listen: \"127.0.0.1:\" }\n", kConfiguration, 3, 19, "has no port from 0", ""},
            {"server: { listen: www.example:80 }\n", kConfiguration, 3, 19, "has no IP address before its port", ""},
            {"server: { listen: 127.0.0.256:80 }\n", kConfiguration, 3, 19, "has no IP address before its port", ""},
            {"server: { listen: ::1:80 }\n", kConfiguration, 3, 19, "an IPv6 address without brackets",
             "\"[::1]:8080\""},
            {"server: { listen: \"[::1]\" }\n", kConfiguration, 3, 19, "has no port", "\"[::1]:8080\""},
            {"server: { listen: [] }\n", kConfiguration, 3, 19, "the list is empty", "ADDRESS:PORT"},
            {"server: { listen: [127.0.0.1:80, 127.0.0.1:81, localhost:80] }\n", kConfiguration, 3, 48,
             "`localhost:80` is listed twice, first on line 3", "once"},
        });
  }
}
