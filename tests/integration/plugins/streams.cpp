// streams.cpp - content in pieces, both ways, by coroutines and by functions that hold their thread.
//
// What ends them early they log as "stopped: why".
//   echo, echo_sync     each piece back as it comes
//   count, count_sync   "N bytes", logging "reading" first
//   ignores             answers without reading
//   holds               never reads, sleeps
//   pours, pours_sync   blocks without end
//   drips               "begun", then sleeps; "bye" when the host drains
//   declares            10 bytes, and writes as many as the query has
//   breaks              writes "half", then throws, by the query after a pause
//   waits_on_loop       write_wait where that is not allowed
//   many_fields         a response with as many fields as the query says
//   large               a response of as many bytes as the query says
#include <chrono>
#include <stdexcept>
#include <string>

#include <siding/plugin.hpp>

namespace {

using namespace std::chrono_literals;

siding::response plain() {
  return siding::status(200).header("Content-Type", "text/plain");
}

void log_stop(const siding::cancelled& stopped) {
  siding::log::info("stopped: ", siding::to_string(stopped.reason()));
}

std::size_t number(const siding::request& request) {
  return std::stoul(std::string{request.query()});
}

siding::response counted(std::size_t bytes) {
  return siding::text(std::to_string(bytes) + " bytes");
}

struct Streams {
  siding::task<siding::response> echo(const siding::request& request) {
    siding::body_reader body{request};
    siding::response_stream out{request, plain()};
    while (const auto piece = co_await body.read()) co_await out.write(*piece);
    co_return out.done();
  }

  siding::response echo_sync(const siding::request& request) {
    siding::body_reader body{request};
    siding::response_stream out{request, plain()};
    while (const auto piece = body.read_wait()) out.write_wait(*piece);
    return out.done();
  }

  siding::task<siding::response> count(const siding::request& request) {
    siding::log::info("reading");
    siding::body_reader body{request};
    std::size_t bytes = 0;
    try {
      while (const auto piece = co_await body.read()) bytes += piece->size();
    } catch (const siding::cancelled& stopped) {
      log_stop(stopped);
      throw;
    }
    co_return counted(bytes);
  }

  siding::response count_sync(const siding::request& request) {
    siding::log::info("reading");
    siding::body_reader body{request};
    std::size_t bytes = 0;
    try {
      while (const auto piece = body.read_wait()) bytes += piece->size();
    } catch (const siding::cancelled& stopped) {
      log_stop(stopped);
      throw;
    }
    return counted(bytes);
  }

  siding::response ignores(const siding::request&) { return siding::text("ignored"); }

  siding::task<siding::response> holds(const siding::request&) {
    siding::log::info("holding");
    try {
      co_await siding::sleep_for(1h);
    } catch (const siding::cancelled& stopped) {
      log_stop(stopped);
      throw;
    }
    co_return siding::text("not reached");
  }

  siding::task<siding::response> pours(const siding::request& request) {
    siding::response_stream out{request, plain()};
    const std::string block(48 << 10, 'x');
    try {
      for (;;) co_await out.write(block);
    } catch (const siding::cancelled& stopped) {
      log_stop(stopped);
      throw;
    }
  }

  siding::response pours_sync(const siding::request& request) {
    siding::response_stream out{request, plain()};
    const std::string block(7 << 10, 'x');
    try {
      for (;;) out.write_wait(block);
    } catch (const siding::cancelled& stopped) {
      log_stop(stopped);
      throw;
    }
  }

  siding::task<siding::response> drips(const siding::request& request) {
    siding::response_stream out{request, plain()};
    co_await out.write("begun\n");
    bool draining = false;
    try {
      co_await siding::sleep_for(1h);
    } catch (const siding::cancelled& stopped) {
      log_stop(stopped);
      draining = stopped.reason() == siding::stop_reason::draining;
      if (!draining) throw;
    }
    if (draining) co_await out.write("bye\n");
    co_return out.done();
  }

  siding::task<siding::response> declares(const siding::request& request) {
    siding::response_stream out{request, plain(), 10};
    const std::string bytes(number(request), 'x');
    bool refused = false;
    try {
      co_await out.write(bytes);
    } catch (const siding::cancelled&) {
      throw;
    } catch (const siding::error& failure) {
      siding::log::info("refused: ", failure.what());
      refused = true;
    }
    if (refused) co_await out.write("as agreed.");
    co_return out.done();
  }

  siding::task<siding::response> breaks(const siding::request& request) {
    siding::response_stream out{request, plain()};
    co_await out.write("half");
    if (request.query() == "later") co_await siding::sleep_for(50ms);
    throw std::runtime_error{"the rest is lost"};
  }

  siding::response waits_on_loop(const siding::request& request) {
    siding::response_stream out{request, plain()};
    out.write_wait("x");
    return out.done();
  }

  siding::response many_fields(const siding::request& request) {
    siding::response answer = plain();
    for (std::size_t i = 0; i < number(request); ++i) answer.header("X-Field-" + std::to_string(i), "value");
    return answer;
  }

  siding::response large(const siding::request& request) { return siding::bytes(std::string(number(request), 'x')); }
};

}  // namespace

SIDING_PLUGIN(Streams, "streams", "1.0.0", siding::needs("siding.stream/1"),
              siding::async<&Streams::echo>("echo").streams_body(),
              siding::sync<&Streams::echo_sync>("echo_sync").streams_body(),
              siding::async<&Streams::count>("count").streams_body(),
              siding::sync<&Streams::count_sync>("count_sync").streams_body(),
              siding::async<&Streams::ignores>("ignores").streams_body(),
              siding::async<&Streams::holds>("holds").streams_body(), siding::async<&Streams::pours>("pours"),
              siding::sync<&Streams::pours_sync>("pours_sync"), siding::async<&Streams::drips>("drips"),
              siding::async<&Streams::declares>("declares"), siding::async<&Streams::breaks>("breaks"),
              siding::async<&Streams::waits_on_loop>("waits_on_loop"),
              siding::sync<&Streams::many_fields>("many_fields"), siding::sync<&Streams::large>("large"))
