#include "fake_service.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace siding::transport::test {
namespace {

void describe(http::Exchange& exchange) {
  const http::Request& request = exchange.request;
  std::string text{request.method};
  text.append(" ").append(request.target).append(" ").append(request.body);
  http::append_field(exchange.response, "Content-Type", "text/plain");
  exchange.response.body = http::Body::owned(std::move(text));
}

void fill(FakeExchange& exchange) {
  const bool broken = exchange.request.path == "/pieces/broken";
  ++exchange.filled;
  http::Piece& piece = exchange.piece;
  piece.copied.assign(exchange.filled == 1 || exchange.filled == 3 ? exchange.block : "");
  piece.borrowed = exchange.filled == 2 || exchange.filled == 3 ? exchange.block : std::string_view{};
  piece.last = exchange.filled == 4 && !broken;
  piece.broken = exchange.filled == 4 && broken;
}

void begin_pieces(FakeExchange& exchange) {
  const auto size = std::strtoull(std::string{exchange.request.query}.c_str(), nullptr, 10);
  exchange.block.assign(size, 'x');
  exchange.response.streamed = true;
  if (exchange.request.path == "/pieces/length") exchange.response.length = 4 * size;
  fill(exchange);
}

void answer_by_path(http::Exchange& exchange) {
  const auto path = exchange.request.path;
  if (path.starts_with("/pieces")) begin_pieces(static_cast<FakeExchange&>(exchange));
  if (path == "/204" || path == "/304") {
    exchange.response.status = path == "/204" ? 204 : 304;
    exchange.response.body = http::Body::fixed("must not be sent");
  } else if (path.ends_with("/size")) {
    exchange.response.body =
        http::Body::owned(std::string(std::strtoull(std::string{exchange.request.query}.c_str(), nullptr, 10), 'x'));
  } else if (path == "/peer") {
    exchange.response.body = http::Body::owned(exchange.request.peer);
  } else if (path == "/fed") {
    exchange.response.body = http::Body::owned("fed " + std::to_string(static_cast<FakeExchange&>(exchange).fed));
  } else if (path.starts_with("/pieces")) {
    return exchange.sink->answered(exchange);
  } else if (path == "/fields") {
    std::string names;
    for (const auto& field : exchange.request.fields) names.append(field.name).append(" ");
    exchange.response.body = http::Body::owned(std::move(names));
  } else {
    describe(exchange);
  }
  exchange.sink->answered(exchange);
}

}  // namespace

void FakeExchange::run() noexcept {
  answer_by_path(*this);
}

http::Exchange& FakeService::open() {
  exchanges_.push_back(std::make_unique<FakeExchange>());
  note([](Tally& tally) {
    ++tally.open;
    ++tally.opened;
  });
  return *exchanges_.back();
}

http::Admission FakeService::admit(http::Exchange& exchange) {
  if (exchange.request.path == "/denied") {
    http::make_problem(exchange.response, 404, "", "");
    return {.answered = true};
  }
  if (exchange.request.path == "/fed") return {.body_limit = 1u << 30, .streamed = true};
  return {.body_limit = exchange.request.path == "/now/large" ? 20'000'000u : 100'000u};
}

void FakeService::start(http::Exchange& exchange) {
  note([](Tally& tally) { ++tally.started; });
  if (exchange.request.path == "/throws") throw std::runtime_error("a bug");
  if (exchange.content_follows) return;
  if (exchange.request.path == "/queued") return loop_.ready(static_cast<FakeExchange&>(exchange));
  if (!exchange.request.path.starts_with("/held")) return answer_by_path(exchange);
  held_.push_back(&exchange);
  note([&](Tally& tally) { tally.held.emplace_back(exchange.request.target); });
}

void FakeService::abandon(http::Exchange& exchange, http::Abandoned why) {
  std::erase(held_, &exchange);
  note([&](Tally& tally) {
    ++tally.abandoned;
    tally.abandoned_as = why == http::Abandoned::client_gone ? "client gone" : "transport error";
  });
  recycle(exchange);
}

void FakeService::close(http::Exchange& exchange) {
  recycle(exchange);
  if (const auto then = std::exchange(when_closed, nullptr)) then();
}

bool FakeService::content(http::Exchange& exchange) {
  static_cast<FakeExchange&>(exchange).fed += exchange.request.content.size();
  exchange.request.content.clear();
  return true;
}

void FakeService::content_ended(http::Exchange& exchange) {
  answer_by_path(exchange);
}

void FakeService::content_failed(http::Exchange& exchange, const http::Refusal& refusal) {
  http::make_problem(exchange.response, refusal.status, refusal.reason, "");
  exchange.sink->answered(exchange);
}

void FakeService::refill(http::Exchange& exchange) {
  fill(static_cast<FakeExchange&>(exchange));
}

void FakeService::release(const std::string& target) {
  const auto found = std::find_if(held_.begin(), held_.end(),
                                  [&](const http::Exchange* exchange) { return exchange->request.target == target; });
  if (found == held_.end()) return;
  http::Exchange& exchange = **found;
  held_.erase(found);
  answer_by_path(exchange);
}

Tally FakeService::tally() const {
  const std::lock_guard lock(mutex_);
  return tally_;
}

void FakeService::wait_until(const std::function<bool(const Tally&)>& reached) const {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, std::chrono::seconds{20}, [&] { return reached(tally_); })) {
    throw std::runtime_error("the service never got there");
  }
}

template <class Change>
void FakeService::note(Change change) {
  const std::lock_guard lock(mutex_);
  change(tally_);
  changed_.notify_all();
}

void FakeService::recycle(http::Exchange& exchange) {
  std::erase_if(exchanges_, [&](const auto& owned) { return owned.get() == &exchange; });
  note([](Tally& tally) { --tally.open; });
}

}  // namespace siding::transport::test
