// Sends of many connections at the end of one cycle.
#include "transport/send_batch.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "test_server.hpp"
#include "unit/scheduler/ring.hpp"
#include "unit/socket_pair.hpp"

using namespace siding;
using namespace siding::transport;
using namespace siding::transport::test;
using siding::test::open_ring;

namespace {

// One connected socket that leaves its sends to a batch.
class Party final : public SocketEvents {
 public:
  explicit Party(scheduler::EventLoop& loop) {
    socket_.emplace(loop.poller(), std::exchange(pair_.watched, -1), *this);
  }
  Party(const Party&) = delete;
  Party& operator=(const Party&) = delete;

  void say(SendBatch& batch, const std::string& bytes) {
    batch.gather().begin_message();
    batch.gather().add(bytes);
    batch.add(*socket_);
  }
  void close() { socket_->close(); }
  Socket& socket() { return *socket_; }

  std::string received() const { return pair_.received(); }

  std::vector<Transfer> told;
  std::function<void()> then = [] {};

 private:
  void on_ready(Wait) noexcept override {}
  void on_sent(const Transfer& transfer) noexcept override {
    told.push_back(transfer);
    then();
  }

  siding::test::SocketPair pair_;
  std::optional<Socket> socket_;
};

// A cycle that is nothing but its flush.
void flush(scheduler::EventLoop& loop) {
  loop.stop();
  loop.drive();
}

}  // namespace

TEST_SUITE("send batch") {
  TEST_CASE("each is told of its own send, by the ring and without") {
    for (const std::size_t least : {1, 100}) {
      scheduler::EventLoop loop{0, false, open_ring(least)};
      if (!loop.ring()) return;
      SendBatch batch{loop};
      Party one{loop};
      Party two{loop};
      one.say(batch, "one");
      two.say(batch, "and two");

      flush(loop);

      REQUIRE(one.told.size() == 1);
      CHECK(one.told[0].bytes == 3);
      CHECK(one.told[0].whole);
      CHECK(one.received() == "one");
      CHECK(two.received() == "and two");
    }
  }

  TEST_CASE("who closes before the batch is sent, or while others are told, is told nothing") {
    scheduler::EventLoop loop{0, false, open_ring(1)};
    if (!loop.ring()) return;
    SendBatch batch{loop};
    std::vector<std::unique_ptr<Party>> parties;
    for (int i = 0; i < 4; ++i) parties.push_back(std::make_unique<Party>(loop));
    for (const auto& party : parties) party->say(batch, "hello");
    const auto leave = [&](Party& party) {
      batch.forget(party.socket());
      party.close();
    };
    leave(*parties[0]);
    parties[1]->then = [&] { leave(*parties[2]); };

    flush(loop);

    CHECK(parties[0]->told.empty());
    CHECK(parties[0]->received().empty());
    CHECK(parties[1]->told.size() == 1);
    CHECK(parties[2]->told.empty());
    CHECK(parties[2]->received() == "hello");  // it was on its way
    CHECK(parties[3]->told.size() == 1);
  }

  TEST_CASE("sends when it is full") {
    scheduler::EventLoop loop{0, false, open_ring(1)};
    if (!loop.ring()) return;
    SendBatch batch{loop};
    Party party{loop};
    for (std::size_t i = 0; i < scheduler::Ring::kCalls; ++i) {
      batch.make_room();
      party.say(batch, "x");
    }
    CHECK(party.told.empty());

    batch.make_room();

    CHECK(party.told.size() == scheduler::Ring::kCalls);
    CHECK(party.received() == std::string(scheduler::Ring::kCalls, 'x'));
  }

  TEST_CASE("a loop without a ring has none") {
    scheduler::EventLoop loop{0};
    CHECK_FALSE(SendBatch{loop}.enabled());
  }
}

TEST_SUITE("answers of one cycle") {
  TEST_CASE("reach each of more clients than a batch has room for") {
    TestServer server;
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 150; ++i) {
      clients.push_back(std::make_unique<Client>(server.port()));
      clients.back()->send(get("/held/" + std::to_string(i)) + get("/size?" + std::to_string(100 * i)));
    }
    server.service().wait_until([](const Tally& tally) { return tally.held.size() == 150; });

    server.on_loop([&] {
      for (int i = 0; i < 150; ++i) server.service().release("/held/" + std::to_string(i));
    });

    for (int i = 0; i < 150; ++i) {
      auto& client = *clients[static_cast<std::size_t>(i)];
      CHECK(client.read().body == "GET /held/" + std::to_string(i) + " ");
      CHECK(client.read().body == std::string(static_cast<std::size_t>(100 * i), 'x'));
    }
  }

  TEST_CASE("are whole for those that take them slowly, and for the others") {
    constexpr std::size_t kSize = 3'000'000;
    TestServer server;
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 6; ++i) {
      clients.push_back(std::make_unique<Client>(server.port(), "127.0.0.1", 4096));
      clients.back()->send(get("/held/" + std::to_string(i) + "/size?" + std::to_string(i % 2 ? 10 : kSize)));
    }
    server.service().wait_until([](const Tally& tally) { return tally.held.size() == 6; });

    server.on_loop([&] {
      for (const std::string& target : server.service().tally().held) server.service().release(target);
    });

    for (int i = 5; i >= 0; --i) {
      CHECK(clients[static_cast<std::size_t>(i)]->read().body == std::string(i % 2 ? 10 : kSize, 'x'));
    }
  }

  TEST_CASE("may close the connections whose answers left with them") {
    TestServer server;
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 8; ++i) {
      clients.push_back(std::make_unique<Client>(server.port()));
      clients.back()->send(get("/held/" + std::to_string(i)) + get("/held/never"));
    }
    server.service().wait_until([](const Tally& tally) { return tally.held.size() == 16; });

    server.on_loop([&] {
      server.service().when_closed = [&] { server.connections().close_all(); };
      for (int i = 0; i < 8; ++i) server.service().release("/held/" + std::to_string(i));
    });

    server.wait_for_connections(0);
    CHECK(server.service().tally().open == 0);
  }
}
