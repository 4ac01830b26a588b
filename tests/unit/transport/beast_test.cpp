// What our reading of a head accepts, Boost.Beast's parser reads too, and to the same values.
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include "http/framing.hpp"
#include "transport/head_scanner.hpp"
#include "transport/request_parser.hpp"
#include "transport/request_reader.hpp"

namespace siding::transport {
namespace {

namespace beast = boost::beast;
using namespace std::string_view_literals;

struct Reading {
  bool accepted = false;
  std::string method;
  std::string target;
  unsigned version = 0;
  std::vector<std::pair<std::string, std::string>> fields;

  bool operator==(const Reading&) const = default;
};

class BeastParser final : public beast::http::basic_parser<true> {
 public:
  Reading read(std::string_view head) {
    beast::error_code code;
    skip(true);  // the content is none of its business
    put(boost::asio::buffer(head), code);
    reading_.accepted = !code && is_header_done();
    return reading_.accepted ? reading_ : Reading{};
  }

 private:
  using Text = beast::string_view;

  void on_request_impl(beast::http::verb, Text method, Text target, int version, beast::error_code&) override {
    reading_.method = std::string(method);
    reading_.target = std::string(target);
    reading_.version = static_cast<unsigned>(version);
  }
  void on_response_impl(int, Text, int, beast::error_code&) override {}
  void on_field_impl(beast::http::field, Text name, Text value, beast::error_code&) override {
    reading_.fields.emplace_back(name, value);
  }
  void on_header_impl(beast::error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, beast::error_code&) override {}
  std::size_t on_body_impl(Text, beast::error_code&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, Text, beast::error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text, beast::error_code&) override { return 0; }
  void on_finish_impl(beast::error_code&) override {}

  Reading reading_;
};

Reading ours(std::string_view head) {
  HeadScanner scanner;
  if (scanner.scan(head, 1 << 16) != HeadScanner::Outcome::complete || scanner.size() != head.size()) return {};
  http::Request request;
  request.storage = head;
  http::Head judged;
  if (!parse_head(request, 64) || http::judge_head(request, judged)) return {};
  Reading reading{true, std::string{request.method}, std::string{request.target}, request.version, {}};
  for (const auto& [name, value] : request.fields) reading.fields.emplace_back(name, value);
  return reading;
}

constexpr std::string_view kSeed =
    "GET /a?b=%20c HTTP/1.1\r\nHost: a:80\r\nAccept:\t text/html \t\r\nX-Empty:\r\nX-Latin: caf\xE9\r\n\r\n";

// HTTP/1.2 and above are understood as 1.1 (RFC 9110, 2.5), which Beast refuses.
std::string with_known_version(std::string head) {
  const auto end = head.find("\r\n");
  if (end >= 8 && head.compare(end - 8, 7, "HTTP/1.") == 0 && head[end - 1] > '1') head[end - 1] = '1';
  return head;
}

// One to three bytes of it changed, left out or doubled.
std::string changed(std::mt19937& random) {
  constexpr std::string_view kBytes = " \t\r\n:\0/aZ09%?#\x7F\x80\xFF\"(),;=@[]{}_-~HTP1."sv;
  std::string text{kSeed};
  for (unsigned changes = 1 + random() % 3; changes > 0; --changes) {
    const std::size_t at = random() % text.size();
    switch (random() % 3) {
      case 0:
        text[at] = kBytes[random() % kBytes.size()];
        break;
      case 1:
        text.erase(at, 1);
        break;
      default:
        text.insert(at, 1, kBytes[random() % kBytes.size()]);
    }
  }
  return text;
}

// What a connection would answer to `bytes`, whose first `cut` come first: 0 when it takes the head or waits for more.
std::string refusal_of(const std::string& bytes, std::size_t cut) {
  const Limits limits;
  RequestReader reader{limits};
  http::Request request;
  for (const auto size : {cut, bytes.size()}) {
    std::string_view input = std::string_view{bytes}.substr(0, size);
    switch (reader.next(input)) {
      case RequestReader::Step::starved:
        break;
      case RequestReader::Step::head:
        if (http::Head head; !reader.read_head(request, head)) return std::string{reader.refusal().reason};
        return "";
      default:
        return std::string{reader.refusal().reason};
    }
  }
  return "";
}

}  // namespace

TEST_SUITE("transport: the parser beside Beast's") {
  TEST_CASE("reads an ordinary head to the same values") {
    const Reading mine = ours(kSeed);
    CHECK(mine.accepted);
    CHECK(mine == BeastParser{}.read(kSeed));
  }

  TEST_CASE("reads nothing that Beast reads otherwise or refuses") {
    std::mt19937 random{20261123};
    unsigned accepted = 0;
    for (int i = 0; i < 50'000; ++i) {
      const std::string head = changed(random);
      CAPTURE(head);
      Reading mine = ours(head);
      if (!mine.accepted) continue;
      ++accepted;
      REQUIRE(mine == BeastParser{}.read(with_known_version(head)));
    }
    CHECK(accepted > 5'000);
  }

  TEST_CASE("refuses by itself what the scanner would not let pass") {
    std::mt19937 random{20261124};
    unsigned refused = 0;
    for (int i = 0; i < 50'000; ++i) {
      const std::string bytes = changed(random);
      http::Request request;
      request.storage = bytes.substr(0, head_size(bytes));
      CAPTURE(bytes);
      HeadScanner scanner;
      if (request.storage.empty() || scanner.scan(request.storage, 1 << 16) != HeadScanner::Outcome::refused) continue;
      ++refused;
      REQUIRE_FALSE(parse_head(request, 64).has_value());
    }
    CHECK(refused > 1'000);
  }

  TEST_CASE("a head is refused for the same reason whole and in two parts") {
    std::mt19937 random{20261125};
    for (int i = 0; i < 50'000; ++i) {
      const std::string bytes = changed(random);
      const std::size_t cut = 1 + random() % (bytes.size() - 1);
      CAPTURE(bytes);
      CAPTURE(cut);
      const std::string whole = refusal_of(bytes, bytes.size());
      const std::string parts = refusal_of(bytes, cut);
      const bool early = parts == "The header has a control byte.";  // seen before the head's end
      REQUIRE((early || parts == whole));
    }
  }
}

}  // namespace siding::transport
