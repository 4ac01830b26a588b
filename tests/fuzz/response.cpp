// What a plugin answers, in parts between cuts: "200 HEAD 1.0 close" (words as
// they apply), then a name and a value each, the last part is the body. The
// bytes that leave the socket say exactly that, and nothing else. "stream" sends
// the body in pieces that end behind each '|', "length" announces their length.
//
// "404 problem", a detail and an Accept field instead: a problem document.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include <boost/json/parse.hpp>

#include "fuzz/harness.hpp"
#include "fuzz/sent.hpp"
#include "scheduler/poller.hpp"
#include "transport/output.hpp"

using namespace siding::fuzz;
namespace http = siding::http;
namespace transport = siding::transport;

namespace {

constexpr std::string_view kToken = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

struct FuzzExchange final : http::Exchange {
  std::string_view to_come;  // of a streamed body

  // One byte of each piece is copied, the rest is borrowed.
  void next_piece() {
    const auto size = std::min(to_come.find('|'), to_come.size() - 1) + 1;
    piece.copied = to_come.substr(0, std::min<std::size_t>(size, 1));
    piece.borrowed = to_come.substr(piece.copied.size(), size - piece.copied.size());
    to_come.remove_prefix(size);
    // The end is told with the last piece or, empty, behind it.
    piece.last = to_come.empty() && (size == 0 || piece.borrowed.size() % 2 == 0);
  }
};

// Gives pieces, and counts what the transport gives back.
struct FuzzService final : http::Service {
  http::Exchange& open() override { std::abort(); }
  http::Admission admit(http::Exchange&) override { return {}; }
  void start(http::Exchange&) override {}
  void abandon(http::Exchange&, http::Abandoned) override {}
  void refill(http::Exchange& exchange) override { static_cast<FuzzExchange&>(exchange).next_piece(); }
  void close(http::Exchange&) override { ++closed; }

  std::size_t closed = 0;
};

struct Silent final : transport::SocketEvents {
  void on_ready(transport::Wait) noexcept override {}
  void on_sent(const transport::Transfer&) noexcept override {}
};

// The two ends of one connection, for the whole run.
class Wire {
 public:
  Wire() {
    claim(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_.data()) == 0, "there are sockets");
    socket_.emplace(poller_, ends_[0], events_);
  }

  // Sends all of the queue as a connection does, and returns the bytes.
  std::string send(transport::ExchangeQueue& queue, FuzzService& service) {
    transport::Output output;
    std::string received;
    while (true) {
      const auto outcome =
          output.send(queue, *socket_, service, gather_, heads_, transport::ResponseHeads::Clock::now());
      claim(outcome != transport::Output::Outcome::failed, "the socket takes it");
      receive(received);
      if (outcome == transport::Output::Outcome::done) return received;
    }
  }

 private:
  void receive(std::string& received) {
    std::array<char, 4096> space;
    for (ssize_t size = 1; size > 0;
         received.append(space.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)))) {
      size = ::recv(ends_[1], space.data(), space.size(), 0);
    }
  }

  std::array<int, 2> ends_{};
  siding::scheduler::Poller poller_;
  Silent events_;
  std::optional<transport::Socket> socket_;
  transport::Gather gather_;
  transport::ResponseHeads heads_;
};

bool same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// What a plugin may say, by RFC 9110, 5.5 and 5.6.2, and by the contract of append_field().
bool may_be_sent(std::string_view name, std::string_view value) {
  if (name.empty() || name.find_first_not_of(kToken) != name.npos) return false;
  for (const auto* const reserved :
       {"Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Date", "Upgrade", "Trailer", "TE"}) {
    if (same(name, reserved)) return false;
  }
  const auto is_control = [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7F; };
  if (std::any_of(value.begin(), value.end(), is_control)) return false;
  constexpr std::string_view kWhite = " \t";
  return value.empty() || (kWhite.find(value.front()) == value.npos && kWhite.find(value.back()) == value.npos);
}

struct Case {
  FuzzExchange exchange;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;
  bool close = false;

  bool to_head() const { return exchange.request.method == "HEAD"; }
  bool streamed() const { return exchange.response.streamed; }
  // Only the end of the connection tells where the content ends.
  bool endless() const { return streamed() && !exchange.response.length && exchange.request.version < 11; }
  bool has_content() const { return !to_head() && exchange.response.status != 204 && exchange.response.status != 304; }
};

void read_words(Case& made, std::string_view words) {
  const auto has = [&](std::string_view word) { return words.find(word) != words.npos; };
  unsigned status = 0;
  for (const char c : words.substr(0, words.find(' '))) status = status * 10 + static_cast<unsigned char>(c);
  const bool plain = words.size() >= 3 && words.substr(0, 3).find_first_not_of("0123456789") == words.npos;
  if (plain) status = static_cast<unsigned>(std::stoi(std::string{words.substr(0, 3)}));
  made.exchange.response.status = 200 + (status + 200) % 400;
  made.exchange.request.method = has("HEAD") ? "HEAD" : "GET";
  made.exchange.request.version = has("1.0") ? 10 : 11;
  made.close = has("close");
}

void read_stream(Case& made, std::string_view words) {
  made.exchange.response.streamed = true;
  if (words.find("length") != words.npos) made.exchange.response.length = made.body.size();
  made.close |= made.endless();
  made.exchange.to_come = made.body;
  made.exchange.next_piece();
}

void read_case(Case& made, const std::vector<std::string_view>& parts) {
  read_words(made, parts.front());
  std::size_t next = 1;
  for (; next + 2 < parts.size(); next += 2) {
    const auto name = parts[next];
    const auto value = parts[next + 1];
    const std::string before{made.exchange.response.fields.view()};
    const bool taken = http::append_field(made.exchange.response, name, value);
    claim(taken == may_be_sent(name, value), "a field is taken when it can be sent", name);
    claim(taken || made.exchange.response.fields == before, "nothing is left of a field that is refused", name);
    if (taken) made.fields.emplace_back(name, value);
  }
  if (next < parts.size()) made.body = parts.back();
  if (parts.front().find("stream") != std::string_view::npos) return read_stream(made, parts.front());
  made.exchange.response.body = made.body.size() % 2 == 0 ? http::Body::fixed(made.body) : http::Body::owned(made.body);
}

void read_problem(Case& made, const std::vector<std::string_view>& parts) {
  read_words(made, parts.front());
  const auto status = made.exchange.response.status;
  const auto detail = parts[1];
  http::make_problem(made.exchange.response, status, detail, parts[2]);
  made.body = made.exchange.response.body.view();
  const bool json = made.exchange.response.fields == "Content-Type: application/problem+json\r\n";
  made.fields.emplace_back("Content-Type", json ? "application/problem+json" : "text/plain; charset=utf-8");
  if (!json) return;
  const auto document = boost::json::parse(made.body).as_object();
  claim(document.at("status").to_number<unsigned>() == status, "a problem has its status", made.body);
  const bool ascii = std::all_of(detail.begin(), detail.end(), [](char c) { return c >= 0; });
  if (!ascii || detail.empty()) return;
  claim(std::string_view{document.at("detail").as_string()} == detail, "a problem has its detail", made.body);
}

// The fields that say where the content ends.
void check_framing(const Case& made, const Sent& sent) {
  const unsigned status = made.exchange.response.status;
  const auto lengths = sent.count("Content-Length");
  const auto codings = sent.count("Transfer-Encoding");
  claim(lengths + codings <= 1, "the length is said once");
  claim(status != 204 || lengths + codings == 0, "204 has no length");
  claim(codings == 0 || (made.streamed() && made.exchange.request.version == 11), "who knows no chunks gets none");
  claim(codings == 0 || sent.field("Transfer-Encoding") == "chunked", "chunked is the only coding");
  if (made.has_content()) claim(lengths + codings == (made.endless() ? 0 : 1), "it is known where the content ends");
  if (lengths == 1 && status != 304) {
    claim(sent.field("Content-Length") == std::to_string(made.body.size()), "the length is that of the body");
  }
}

void check(const Case& made, const Sent& sent) {
  claim(sent.status == made.exchange.response.status, "the status is the plugin's");
  claim(sent.body == (made.has_content() ? made.body : ""), "the body is the plugin's", sent.body);
  claim(sent.count("Date") == 1, "there is one Date");
  check_framing(made, sent);
  const std::string persistence = made.close ? "close" : made.exchange.request.version == 10 ? "keep-alive" : "";
  claim(sent.field("Connection") == persistence && sent.count("Connection") <= 1, "the connection is the host's");
  claim(sent.fields.size() >= made.fields.size() &&
            std::equal(made.fields.begin(), made.fields.end(),
                       sent.fields.end() - static_cast<std::ptrdiff_t>(made.fields.size())),
        "the fields are the plugin's, in its order");
  const auto given = std::count_if(made.fields.begin(), made.fields.end(),
                                   [](const auto& field) { return same(field.first, "Server"); });
  const auto own = 1 + (given == 0 ? 1 : 0) + sent.count("Content-Length") + sent.count("Transfer-Encoding") +
                   sent.count("Connection");
  claim(sent.fields.size() == made.fields.size() + own, "the host adds Date, Server, length and Connection, no more");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Wire wire;
  const auto parts = parts_of(view(data, size));
  Case first;
  const bool problem = parts.size() == 3 && parts.front().find("problem") != std::string_view::npos;
  problem ? read_problem(first, parts) : read_case(first, parts);
  Case second;  // whatever the first one says, this one is next
  read_case(second, {"200", "Second", "yes", "second"});

  std::vector<Case*> cases{&first};
  if (!first.endless()) cases.push_back(&second);
  transport::SlotStore slots;
  transport::ExchangeQueue queue{slots};
  FuzzService service;
  for (Case* const made : cases) {
    transport::Slot& slot = queue.push(made->exchange);
    slot.close = made->close;
    queue.answered(made->exchange);
  }
  const auto bytes = wire.send(queue, service);
  claim(service.closed == cases.size() && queue.empty(), "what is sent is given back", bytes);

  std::string_view rest = bytes;
  for (const Case* const made : cases) {
    const auto sent = take_response(rest, made->to_head());
    claim(sent.has_value(), "a response is well-formed", bytes);
    check(*made, *sent);
  }
  claim(rest.empty(), "nothing follows", rest);
  return 0;
}
