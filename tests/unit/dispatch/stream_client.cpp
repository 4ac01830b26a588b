#include "unit/dispatch/stream_client.hpp"

#include <thread>
#include <utility>

namespace siding::test {

std::deque<ScriptedRoute> stream_route(Mode mode, Script start, std::chrono::nanoseconds timeout) {
  std::deque<ScriptedRoute> routes(1);
  routes[0].mode = mode;
  routes[0].start = std::move(start);
  routes[0].timeout = timeout;
  routes[0].stream_body = true;
  return routes;
}

StreamClient::StreamClient(TestHost& host, std::string_view method) : host_(host) {
  host_.run([&] {
    exchange_ = &host_.dispatcher().open();
    exchange_->request.storage = std::string(method) + "/";
    exchange_->request.method = std::string_view(exchange_->request.storage).substr(0, method.size());
    exchange_->request.target = exchange_->request.path =
        std::string_view(exchange_->request.storage).substr(method.size());
    exchange_->sink = this;
    exchange_->content_follows = host_.dispatcher().admit(*exchange_).streamed;
    host_.dispatcher().start(*exchange_);
  });
}

StreamClient::~StreamClient() {
  leave();
}

bool StreamClient::send(std::string_view content) {
  bool more = false;
  host_.run([&] {
    exchange_->request.content = content;
    more = host_.dispatcher().content(*exchange_);
  });
  return more;
}

void StreamClient::end() {
  host_.run([this] { host_.dispatcher().content_ended(*exchange_); });
}

void StreamClient::fail(unsigned status) {
  host_.run([&] { host_.dispatcher().content_failed(*exchange_, {.status = status, .reason = "no good"}); });
}

void StreamClient::leave() {
  host_.run([this] {
    if (!exchange_) return;
    http::Exchange& exchange = *std::exchange(exchange_, nullptr);
    if (answered_whole_) return host_.dispatcher().close(exchange);
    host_.dispatcher().abandon(exchange, http::Abandoned::client_gone);
  });
}

void StreamClient::close() {
  host_.run([this] { host_.dispatcher().close(*std::exchange(exchange_, nullptr)); });
}

std::string StreamClient::take() {
  std::string text;
  while (text.empty()) {
    host_.run([&] {
      const http::Piece& piece = exchange_->piece;
      if (piece.broken) text = "(broken)";
      if (piece.broken || (piece.empty() && !piece.last)) return;
      text = piece.copied + std::string(piece.borrowed) + (piece.last ? "(end)" : "");
      if (piece.last) return host_.dispatcher().close(*std::exchange(exchange_, nullptr));
      host_.dispatcher().refill(*exchange_);
    });
    if (text.empty()) std::this_thread::yield();
  }
  return text;
}

void StreamClient::answered(http::Exchange& exchange) noexcept {
  answered_whole_ = !exchange.answer->streamed;
  heads_.add(exchange.answer->status);
}

void StreamClient::piece_ready(http::Exchange&) noexcept {
  pieces_.add(0);
}

void StreamClient::wants_content(http::Exchange&) noexcept {
  wishes_.add(0);
}

}  // namespace siding::test
