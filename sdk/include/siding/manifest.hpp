// manifest.hpp - what a plugin says of itself, as JSON that the compiler writes.
//
// It becomes the ELF note of abi.h ("the manifest"), which the host reads without
// loading the library: so it is plain bytes, without any pointer.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include <siding/abi.h>
#include <siding/handlers.hpp>
#include <siding/json_check.hpp>
#include <siding/json_text.hpp>

namespace siding::detail {

inline constexpr std::uint32_t kMinHostMinor = 0;  // the least that this SDK runs on

template <class T>
inline constexpr bool is_handler = false;
template <auto F>
inline constexpr bool is_handler<handler<F>> = true;

// The arguments of SIDING_PLUGIN.
template <class... Parts>
struct plugin_parts {
  std::string_view name;
  std::string_view version;
  std::tuple<Parts...> parts;

  static constexpr std::size_t handler_count = (std::size_t{0} + ... + std::size_t{is_handler<Parts>});

  // f(handler) for each handler, in order.
  template <class F>
  constexpr void each_handler(F f) const {
    std::apply([&f](const auto&... part) { (visit<true>(part, f), ...); }, parts);
  }
  // f(needs) for each needed extension.
  template <class F>
  constexpr void each_need(F f) const {
    std::apply([&f](const auto&... part) { (visit<false>(part, f), ...); }, parts);
  }

 private:
  template <bool Handler, class Part, class F>
  static constexpr void visit(const Part& part, F& f) {
    if constexpr (is_handler<Part> == Handler) f(part);
  }
};

template <class... Parts>
constexpr plugin_parts<Parts...> describe(std::string_view name, std::string_view version, Parts... parts) {
  static_assert(((is_handler<Parts> || std::is_same_v<Parts, needs>)&&...),
                "SIDING_PLUGIN takes siding::sync, siding::async, siding::offloading and siding::needs");
  return {name, version, {parts...}};
}

template <class Parts>
constexpr bool handlers_are_distinct(const Parts& parts) {
  std::array<std::string_view, Parts::handler_count> names{};
  std::size_t count = 0;
  parts.each_handler([&](const auto& each) { names[count++] = each.name; });
  for (std::size_t i = 0; i < count; ++i) {
    if (names[i].empty() || std::find(names.begin(), names.begin() + i, names[i]) != names.begin() + i) return false;
  }
  return true;
}

template <class Parts>
constexpr bool metadata_is_json(const Parts& parts) {
  bool good = true;
  parts.each_handler([&](const auto& each) { good = good && (each.json.empty() || is_json_object(each.json)); });
  return good;
}

// Where the JSON goes: first only counted, then written.
struct json_counter {
  std::size_t size = 0;
  constexpr json_counter& operator+=(char) { return ++size, *this; }
  constexpr json_counter& operator+=(std::string_view text) { return size += text.size(), *this; }
};
template <std::size_t Size>
struct json_buffer {
  std::array<char, Size> text{};
  std::size_t size = 0;
  constexpr json_buffer& operator+=(char c) { return text[size++] = c, *this; }
  constexpr json_buffer& operator+=(std::string_view more) {
    for (const char c : more) *this += c;
    return *this;
  }
};

template <class Sink>
constexpr void write_number(Sink& out, std::uint32_t number) {
  if (number >= 10) write_number(out, number / 10);
  out += static_cast<char>('0' + number % 10);
}

template <class Sink>
constexpr void write_mode(Sink& out, std::uint32_t mode) {
  out += mode == SIDING_MODE_SYNC ? "\"sync\"" : mode == SIDING_MODE_ASYNC ? "\"async\"" : "\"offload\"";
}

template <class Sink, auto F>
constexpr void write_handler(Sink& out, const handler<F>& each) {
  out += "{\"name\":";
  write_json_string(out, each.name);
  out += ",\"kind\":1,\"mode\":";
  write_mode(out, each.mode);
  out += ",\"modes\":[";
  bool first = true;
  for (const std::uint32_t mode : {SIDING_MODE_SYNC, SIDING_MODE_ASYNC, SIDING_MODE_OFFLOAD}) {
    if ((each.modes & mode) == 0) continue;
    if (!std::exchange(first, false)) out += ',';
    write_mode(out, mode);
  }
  out += "],\"flags\":";
  write_number(out, each.flags);
  out += ",\"metadata\":";
  out += each.json.empty() ? std::string_view{"{}"} : each.json;
  out += '}';
}

template <class Sink, class Parts>
constexpr void write_manifest(Sink& out, const Parts& parts) {
  out += "{\"name\":";
  write_json_string(out, parts.name);
  out += ",\"version\":";
  write_json_string(out, parts.version);
  out += ",\"abi\":[";
  write_number(out, SIDING_ABI_MAJOR);
  out += ',';
  write_number(out, SIDING_ABI_MINOR);
  out += "],\"min_host_minor\":";
  write_number(out, kMinHostMinor);
  out += ",\"needs\":[";
  bool first = true;
  parts.each_need([&](const needs& each) {
    if (!std::exchange(first, false)) out += ',';
    write_json_string(out, each.extension);
  });
  out += "],\"handlers\":[";
  first = true;
  parts.each_handler([&](const auto& each) {
    if (!std::exchange(first, false)) out += ',';
    write_handler(out, each);
  });
  out += "]}";
}

// The JSON of Definition::parts(), as a std::array<char, N>.
template <class Definition>
constexpr auto manifest_json() {
  constexpr std::size_t size = [] {
    json_counter counter;
    write_manifest(counter, Definition::parts());
    return counter.size;
  }();
  json_buffer<size> buffer;
  write_manifest(buffer, Definition::parts());
  return buffer.text;
}

// The note in memory: header, owner, JSON padded to four bytes.
template <std::size_t Size>
struct manifest_note {
  std::uint32_t owner_size = sizeof(SIDING_NOTE_OWNER);
  std::uint32_t json_size = Size;
  std::uint32_t type = SIDING_NOTE_MANIFEST;
  char owner[8] = SIDING_NOTE_OWNER;
  char text[(Size + 3) / 4 * 4] = {};
};

template <class Definition>
constexpr auto make_note() {
  constexpr auto json = manifest_json<Definition>();
  manifest_note<json.size()> note;
  std::copy(json.begin(), json.end(), note.text);
  return note;
}

}  // namespace siding::detail
