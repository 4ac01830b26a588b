#include "fuzz/reading.hpp"

#include <cstdio>
#include <functional>
#include <memory>

#include "fuzz/harness.hpp"
#include "http/request.hpp"
#include "transport/request_reader.hpp"

namespace siding::fuzz {
namespace {

using transport::RequestReader;

bool lies_in(std::string_view part, std::string_view whole) {
  const std::less_equal<const char*> not_after;
  return not_after(whole.data(), part.data()) && not_after(part.data() + part.size(), whole.data() + whole.size());
}

void check_views(const http::Request& request) {
  for (const auto part : {request.method.name(), request.target}) {
    claim(lies_in(part, request.storage), "method and target lie in the request's own bytes");
  }
  const bool made = request.path == "*" || request.path == "/";  // of an absolute target without a path
  claim(made || lies_in(request.path, request.target), "the path lies in the target", request.path);
  claim(request.query.empty() || lies_in(request.query, request.target), "the query lies in the target", request.query);
  for (const auto& [name, value] : request.fields) {
    claim(lies_in(name, request.storage) && (value.empty() || lies_in(value, request.storage)),
          "fields lie in the request's own bytes", name);
  }
}

// One connection without a socket. What it does follows transport/connection_input.cpp.
class Reader {
 public:
  explicit Reader(const transport::Limits& limits) : limits_{limits}, reader_{limits} {}

  void receive(std::string_view piece) {
    received_ += piece.size();
    auto bytes = std::make_unique<char[]>(piece.size());  // so that a byte read beyond it is found
    piece.copy(bytes.get(), piece.size());
    std::string& kept = reader_.kept();
    if (!kept.empty()) {
      kept.append(bytes.get(), piece.size());
      const auto rest = parse(kept);
      kept.erase(0, kept.size() - rest.size());
    } else if (const auto rest = parse({bytes.get(), piece.size()}); !rest.empty()) {
      kept.assign(rest);
    }
  }

  Reading take() {
    reading_.in_content = reader_.in_content();
    return std::move(reading_);
  }

 private:
  bool goes_on() const { return reading_.refused == 0 && (reader_.in_content() || !reading_.ended); }

  std::string_view parse(std::string_view input) {
    while (!input.empty() && goes_on()) {
      const std::string_view before = input;
      const auto step = reader_.next(input);
      claim(input.size() <= before.size() && lies_in(input, before) &&
                input.data() + input.size() == before.data() + before.size(),
            "a step takes from the front of what it was given");
      left_ = input.size();
      if (step == RequestReader::Step::starved) break;
      on_step(step);
    }
    return input;
  }

  void on_step(RequestReader::Step step) {
    switch (step) {
      case RequestReader::Step::head:
        return on_head();
      case RequestReader::Step::complete:
      case RequestReader::Step::skipped:
        return on_complete();
      default:
        return refuse(reader_.refusal());
    }
  }

  void refuse(const http::Refusal& refusal) {
    claim(refusal.status >= 400 && refusal.status < 600 && !refusal.reason.empty(), "a refusal says why",
          refusal.reason);
    reading_.refused = refusal.status;
    reading_.reason = refusal.reason;
  }

  void on_head() {
    request_.clear();
    message_ = {};
    const bool readable = reader_.read_head(request_, message_.head);
    if (!readable && reader_.refusal().close) return refuse(reader_.refusal());
    check_views(request_);
    message_.method = request_.method;
    message_.target = request_.target;
    message_.path = request_.path;
    message_.query = request_.query;
    message_.version = request_.version;
    for (const auto& [name, value] : request_.fields) message_.fields.emplace_back(name, value);
    if (!readable) {
      message_.status = reader_.refusal().status;
      message_.head = {};
      return on_complete();
    }
    if (!message_.head.keep_alive) reading_.ended = true;
    admit();
  }

  void admit() {
    const bool unwanted = message_.path.starts_with("/denied") && reader_.in_content();
    const bool skips = message_.head.framing == http::Framing::length && !message_.head.expect_continue;
    if (unwanted && !skips) return refuse({.status = 404, .reason = "unwanted content of unknown length"});
    if (unwanted) return reader_.skip_content();
    if (message_.head.content_length > limits_.body) return refuse({.status = 413, .reason = "too large"});
    reader_.accept_content(limits_.body);
    if (!reader_.in_content()) on_complete();
  }

  void on_complete() {
    message_.content = request_.content;
    message_.end = received_ - left_;
    reading_.messages.push_back(std::move(message_));
  }

  const transport::Limits& limits_;
  RequestReader reader_;
  http::Request request_;
  Message message_;
  Reading reading_;
  std::size_t received_ = 0;
  std::size_t left_ = 0;  // of what was received
};

const char* name_of(http::Framing framing) {
  return framing == http::Framing::chunked ? "chunked" : framing == http::Framing::length ? "length" : "none";
}

}  // namespace

std::string Message::describe() const {
  std::string text = method + "|" + target + "|" + path + "|" + query + "|" + std::to_string(version);
  for (const auto& [name, value] : fields) text.append("|").append(name).append("=").append(value);
  text.append("|").append(name_of(head.framing)).append("|").append(std::to_string(head.content_length));
  text.append(head.keep_alive ? "|keep" : "|close").append(head.expect_continue ? "|expect|" : "|");
  return text.append(content).append("|").append(std::to_string(status)).append("@").append(std::to_string(end));
}

std::string Reading::describe() const {
  std::string text;
  for (const Message& message : messages) text.append(message.describe()).append("\n");
  if (in_content) text.append("in content, ");
  if (ended) text.append("the last one, ");
  return refused == 0 ? text : text.append(std::to_string(refused)).append(" ").append(reason);
}

Reading read(std::span<const std::string_view> pieces, const transport::Limits& limits) {
  Reader reader{limits};
  for (const std::string_view piece : pieces) {
    if (!piece.empty()) reader.receive(piece);
  }
  return reader.take();
}

void claim_same(const Reading& a, const Reading& b, std::string_view wire, const transport::Limits& limits) {
  const auto about = a.describe() + "\n-- and --\n" + b.describe();
  claim(a.messages.size() == b.messages.size(), "as many messages however they are split", about);
  for (std::size_t i = 0; i < a.messages.size(); ++i) {
    claim(a.messages[i].describe() == b.messages[i].describe(), "the same messages however they are split", about);
  }
  claim(a.in_content == b.in_content && a.ended == b.ended, "the same state however it is split", about);
  if (a.refused == b.refused) return;
  claim(!a.in_content, "content is refused at the same byte however it is split", about);
  // What is refused before its end is there gets 400, where the whole of it might say more.
  if (a.refused != 0 && b.refused != 0) return claim(a.refused == 400 || b.refused == 400, "the same status", about);
  const std::string_view pieces[] = {wire, "\r\n\r\n"};
  const auto later = read(pieces, limits);
  claim(later.refused != 0 && later.messages.size() == a.messages.size(), "what is refused early is wrong", about);
}

std::string serialised(const Message& message) {
  std::string text =
      message.method + " " + message.target + (message.version == 10 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
  for (const auto& [name, value] : message.fields) text.append(name).append(": ").append(value).append("\r\n");
  text.append("\r\n");
  if (message.head.framing != http::Framing::chunked) return text.append(message.content);
  char size[24];
  std::snprintf(size, sizeof size, "%zx\r\n", message.content.size());
  if (!message.content.empty()) text.append(size).append(message.content).append("\r\n");
  return text.append("0\r\n\r\n");
}

}  // namespace siding::fuzz
