#include "supervisor/message.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace siding::supervisor;

TEST_SUITE("messages to the supervisor") {
  TEST_CASE("a message is the same however it is cut, whatever its text holds") {
    const std::string text = "78 routes.yaml:3: no\n  3 | a\\nb\n\ttab";
    const std::string bytes = encode({Tell::failed, text}) + encode({Tell::ready, ""});
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
      CAPTURE(cut);
      MessageReader reader;
      std::vector<Message> messages;
      for (const auto& part : {bytes.substr(0, cut), bytes.substr(cut)}) {
        reader.add(part);
        while (auto message = reader.next()) messages.push_back(*message);
      }
      REQUIRE(messages.size() == 2);
      CHECK(messages[0].tell == Tell::failed);
      CHECK(messages[0].text == text);
      CHECK(messages[1].tell == Tell::ready);
    }
  }

  TEST_CASE("lines that are no message are left out") {
    MessageReader reader;
    reader.add("what is this\nnothing\nalive \n");
    const auto message = reader.next();
    REQUIRE(message.has_value());
    CHECK(message->tell == Tell::alive);
    CHECK_FALSE(reader.next().has_value());
  }
}
