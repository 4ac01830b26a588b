#include "integration/harness/running_server.hpp"

#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <utility>

#include "config/configuration.hpp"
#include "config/overrides.hpp"
#include "integration/harness/patience.hpp"

namespace siding::integration {

namespace fs = std::filesystem;

const fs::path kFixtures{SIDING_FIXTURES};
const fs::path kShipped{SIDING_PLUGINS};

namespace {

std::string with_folder(std::string_view yaml, const fs::path& folder) {
  constexpr std::string_view kMark = "{folder}";
  std::string text{yaml};
  for (auto at = text.find(kMark); at != text.npos; at = text.find(kMark, at)) {
    text.replace(at, kMark.size(), folder.string());
  }
  return text;
}

Result<std::unique_ptr<server::Server>, Mistakes> start(std::string_view yaml, const fs::path& plugins,
                                                        const TempFolder& folder, LogLines& log, unsigned loops = 2) {
  const fs::path file = folder.write("routes.yaml", "version: 1" + with_folder(yaml, folder.path()));
  auto configuration = config::load(file);
  if (!configuration) return configuration.error();
  const config::Overrides overrides{
      .host = "127.0.0.1", .port = 0, .loops = loops, .log_level = {}, .plugin_dir = plugins};
  if (const Mistakes wrong = config::apply(overrides, *configuration); !wrong.empty()) return wrong;
  const char* const io_uring = std::getenv("SIDING_TEST_IO_URING");
  if (io_uring && std::string_view{io_uring} == "off") configuration->loops.io_uring = false;
  return server::Server::start(std::move(*configuration), log.logger());
}

}  // namespace

RunningServer::RunningServer(std::string_view yaml, const fs::path& plugins, unsigned loops) {
  auto started = start(yaml, plugins, folder_, log_, loops);
  if (!started) throw std::runtime_error(text_of(started.error()));
  server_ = std::move(*started);
}

RunningServer::~RunningServer() {
  if (server_->stop(kPatience)) return;
  std::cerr << "the server does not stop\n" << log_.text();
  std::abort();  // its threads go on: nothing can be destroyed
}

std::uint16_t RunningServer::port() const {
  const std::string& address = server_->addresses().front();
  return static_cast<std::uint16_t>(std::stoul(address.substr(address.rfind(':') + 1)));
}

Response RunningServer::ask(const std::string& request) const {
  Client client{port()};
  client.send(request);
  return client.read(request.starts_with("HEAD "));
}

Mistakes refused(std::string_view yaml, const fs::path& plugins) {
  const TempFolder folder;
  LogLines log;
  const auto started = start(yaml, plugins, folder, log);
  if (!started) return started.error();
  (*started)->stop(kPatience);
  return {};
}

std::string text_of(const Mistakes& mistakes) {
  std::string text;
  for (const Mistake& mistake : mistakes) text += to_string(mistake) + '\n';
  return text;
}

}  // namespace siding::integration
