#include "unit/dispatch/client.hpp"

namespace siding::test {

namespace {

std::string_view keep(http::Request& request, std::string_view text) {
  const std::size_t at = request.storage.size();
  request.storage += text;
  return std::string_view(request.storage).substr(at);
}

}  // namespace

Client::Client(TestHost& host, std::string_view path, std::string_view method, const Fields& fields,
               std::string_view content)
    : host_(host) {
  host_.run([&] { send(path, method, fields, content); });
}

Client::~Client() {
  leave();
  host_.run([this] { host_.driven().loop().forget(*this); });
}

void Client::send(std::string_view path, std::string_view method, const Fields& fields, std::string_view content) {
  exchange_ = &host_.dispatcher().open();
  http::Request& request = exchange_->request;
  request.storage.reserve(4096);  // the views stay
  request.method = keep(request, method);
  request.target = request.path = keep(request, path);
  for (const auto& [name, value] : fields) request.fields.push_back({keep(request, name), keep(request, value)});
  request.content = content;
  request.body = request.content;
  request.peer = "192.0.2.1:5000";
  exchange_->sink = this;
  if (host_.dispatcher().admit(*exchange_).answered) return answered(*exchange_);
  host_.dispatcher().start(*exchange_);
}

void Client::leave() {
  host_.run([this] {
    if (!exchange_) return;
    http::Exchange& exchange = *std::exchange(exchange_, nullptr);
    if (answered_) return host_.dispatcher().close(exchange);
    host_.dispatcher().abandon(exchange, http::Abandoned::client_gone);
  });
}

void Client::answered(http::Exchange& exchange) noexcept {
  answered_ = true;
  answers_.add(
      {exchange.answer->status, std::string(exchange.answer->fields), std::string(exchange.answer->body.view())});
  host_.driven().loop().flush_later(*this);
}

void Client::flush() noexcept {
  if (exchange_) host_.dispatcher().close(*std::exchange(exchange_, nullptr));
}

}  // namespace siding::test
