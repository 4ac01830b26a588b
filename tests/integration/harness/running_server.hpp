// running_server.hpp - a server of this process, made from the text of a routes.yaml.
//
// Owner: the test. Ends, all answered, before the test does.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/mistake.hpp"
#include "base/result.hpp"
#include "integration/harness/log_lines.hpp"
#include "integration/harness/temp_folder.hpp"
#include "server/server.hpp"
#include "unit/transport/client.hpp"

namespace siding::integration {

using transport::test::Client;
using transport::test::get;
using transport::test::post;
using transport::test::Response;

// Where the build tree has the fixture plugins and the shipped ones.
extern const std::filesystem::path kFixtures;
extern const std::filesystem::path kShipped;

class RunningServer {
 public:
  // `yaml` follows after the line `version: 1`. Listens on a free port.
  // There is no io_uring if SIDING_TEST_IO_URING is "off".
  // "{folder}" in it is folder(). Throws what start() refuses.
  explicit RunningServer(std::string_view yaml, const std::filesystem::path& plugins = kFixtures, unsigned loops = 2);
  ~RunningServer();

  std::uint16_t port() const;
  Client connect() const { return Client{port()}; }
  // One request on a connection of its own.
  Response ask(const std::string& request) const;

  server::Server& server() { return *server_; }
  LogLines& log() { return log_; }
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  TempFolder folder_;
  LogLines log_;
  std::unique_ptr<server::Server> server_;
};

// What start() says of a table that it refuses; empty when it serves.
Mistakes refused(std::string_view yaml, const std::filesystem::path& plugins = kFixtures);
std::string text_of(const Mistakes& mistakes);

}  // namespace siding::integration
