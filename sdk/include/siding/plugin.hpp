// plugin.hpp - everything that a plugin needs; no dependency but C++20.
//
// DIFFERENT REQUESTS RUN AT THE SAME TIME ON THE ONE INSTANCE of a plugin's class, in
// every mode: guard its members (std::mutex, or siding::mutex to hold across co_await).
// Within one request everything is serialised, offloaded calls excepted, but each
// co_await may continue on another thread: no thread_local, no std::mutex across it.
#pragma once

#include <siding/all.hpp>
#include <siding/any.hpp>
#include <siding/cancel.hpp>
#include <siding/completion.hpp>
#include <siding/config.hpp>
#include <siding/entry.hpp>
#include <siding/error.hpp>
#include <siding/event.hpp>
#include <siding/event_stream.hpp>
#include <siding/fd_watch.hpp>
#include <siding/handlers.hpp>
#include <siding/json_text.hpp>
#include <siding/log.hpp>
#include <siding/mutex.hpp>
#include <siding/offload.hpp>
#include <siding/query.hpp>
#include <siding/request.hpp>
#include <siding/response.hpp>
#include <siding/scope.hpp>
#include <siding/semaphore.hpp>
#include <siding/sleep.hpp>
#include <siding/stream.hpp>
#include <siding/task.hpp>
#include <siding/with_timeout.hpp>
