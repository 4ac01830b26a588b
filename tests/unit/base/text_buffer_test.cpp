#include "base/text_buffer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace siding {

using namespace std::string_view_literals;

TEST_SUITE("text buffer") {
  TEST_CASE("texts are put behind each other, empty ones too") {
    TextBuffer buffer;
    buffer.append("one"sv, std::string_view{}, " two"sv);
    buffer.append(""sv);
    buffer.append(" three"sv);

    CHECK(buffer == "one two three");
    CHECK(buffer.size() == 13);
  }

  TEST_CASE("what it held is still there when it has grown") {
    TextBuffer buffer;
    std::string expected;
    for (int i = 0; i < 2000; ++i) {
      const auto text = std::to_string(i);
      buffer.append(std::string_view{text});
      expected += text;
    }

    CHECK(buffer.view() == expected);
  }

  TEST_CASE("room is written to in place") {
    TextBuffer buffer;
    buffer.append("GET"sv);
    char* const to = TextBuffer::put(buffer.room(1000), " /");
    buffer.end_at(to);

    CHECK(buffer == "GET /");
    CHECK(buffer.capacity() >= 1003);
  }

  TEST_CASE("either end can be taken off") {
    TextBuffer buffer;
    buffer.append("0123456789"sv);
    buffer.truncate(8);
    buffer.erase_front(3);
    CHECK(buffer == "34567");

    buffer.erase_front(5);
    CHECK(buffer.empty());
    buffer.append("again"sv);
    CHECK(buffer == "again");
  }

  TEST_CASE("an empty one has no memory, and nothing to take off") {
    TextBuffer buffer;
    buffer.erase_front(0);
    buffer.truncate(0);

    CHECK(buffer.empty());
    CHECK(buffer.view().empty());
    CHECK(buffer.capacity() == 0);
  }

  TEST_CASE("memory stays when it is cleared, and goes with a swap") {
    TextBuffer buffer;
    buffer.append("text"sv);
    const auto* const bytes = buffer.data();
    buffer.clear();
    buffer.append("more"sv);
    CHECK(buffer.data() == bytes);

    TextBuffer other;
    other.swap(buffer);
    CHECK(buffer.capacity() == 0);
    CHECK(other == "more");
  }
}

}  // namespace siding
