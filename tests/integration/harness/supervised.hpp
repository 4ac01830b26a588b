// supervised.hpp - a supervisor and its serving process, with a table that the test may rewrite.
//
// Owner: the test; both processes end with it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "integration/harness/process.hpp"
#include "integration/harness/temp_folder.hpp"
#include "unit/transport/client.hpp"

namespace siding::integration {

using transport::test::Client;
using transport::test::get;
using transport::test::Response;

class Supervised {
 public:
  // `yaml` follows after the line `version: 1`; "{folder}" in it is the table's folder.
  explicit Supervised(std::string_view yaml, const std::vector<std::string>& more = {});

  Process& process() { return process_; }
  std::uint16_t port() const { return port_; }
  const std::filesystem::path& folder() const { return folder_.path(); }
  const std::filesystem::path& table() const { return table_; }
  void rewrite(std::string_view yaml) { table_ = write(yaml); }

  // One request on a connection of its own, which the supervisor keeps open while nobody accepts.
  Response ask(const std::string& request) const;
  // The same for a request that may end the process: false when no answer came.
  bool is_answered(const std::string& request) const;

  // Of the process that serves now, and is no longer `before`.
  pid_t serving(pid_t before = 0) const;

 private:
  std::filesystem::path write(std::string_view yaml) const;

  TempFolder folder_;
  std::filesystem::path table_;
  Process process_;
  std::uint16_t port_;
};

}  // namespace siding::integration
