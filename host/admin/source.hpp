// source.hpp - what the admin listener shows, as values; the server gives it.
//
// Threads: any, and at any time: no loop and no pool is waited for.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "dispatch/snapshot.hpp"
#include "dispatch/stall_history.hpp"

namespace siding::admin {

enum class Stage { starting, serving, draining };

struct PluginView {
  std::string name;
  std::string file;
  std::string version;
  std::string abi;
  std::string build;  // compiler and flags, as the plugin says
  bool disabled = false;
};

struct Setting {
  std::string key;
  std::string value;   // secrets are masked
  std::string source;  // "routes.yaml:12", "the command line", "default"
};

class Source {
 public:
  virtual Stage stage() const = 0;
  virtual dispatch::Snapshot snapshot() const = 0;  // empty while it starts
  virtual std::vector<dispatch::StallRecord> stalls() const = 0;
  virtual std::vector<PluginView> plugins() const = 0;  // empty while it starts
  virtual std::vector<Setting> settings() const = 0;
  virtual std::vector<std::string> addresses() const = 0;

 protected:
  ~Source() = default;
};

}  // namespace siding::admin
