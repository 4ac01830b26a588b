// wire_table.hpp - raw requests by the section of the RFC that judges them.
//
// Each case is played over a real socket, whole and split at every byte, with one
// more request behind it, which is answered only where the connection is kept.
// The tables are in wire_*_test.cpp, one file per subject.
#pragma once

#include <string>
#include <vector>

#include "transport/options.hpp"

namespace siding::transport::test {

enum class After {
  kept,    // the request behind is answered
  closed,  // it is not, and the server has closed
  ended,   // nothing is sent behind: the client ends its side, and the server closes
};

struct WireCase {
  std::string section;  // "9112 2.2"
  std::string name;
  std::string bytes;
  std::string statuses;  // of all answers but the last one of After::kept, in order
  After after = After::closed;
};

const std::string kHost = "Host: a\r\n";

// A head: the request line, the fields and the empty line.
std::string head(const std::string& line, const std::string& fields = kHost);
std::string with(const std::string& field_line);                                 // GET /now with one more field
std::string posted(const std::string& field_lines, const std::string& content);  // POST /now
std::string chunked(const std::string& content);                                 // POST /now, chunked

void play_whole(const std::vector<WireCase>& table, const Limits& limits = {});
void play_split(const std::vector<WireCase>& table);

}  // namespace siding::transport::test
