// report.hpp - the mistakes found while one file is read.
//
// Bounds: a hundred mistakes are kept, the rest is counted.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/mistake.hpp"
#include "config/node.hpp"
#include "config/source.hpp"

namespace siding::config {

class Report {
 public:
  explicit Report(const Source& source) : source_(source) {}

  void add(const Place& place, std::string what, std::string fix = {}, ExitCode code = ExitCode::configuration);
  void add(Mistake mistake);
  // All of them ever added.
  std::size_t count() const { return mistakes_.size() + dropped_; }
  // In the order of the file, each with its line quoted.
  Mistakes take();

  // Keys that were asked for and are not in the file, by dotted path: what the
  // reader knows beyond what this file shows.
  void note_absent(std::string path) { absent_.push_back(std::move(path)); }
  const std::vector<std::string>& absent() const { return absent_; }
  // Keys that were asked for and are there.
  void note_present(const std::string& path, const Node& node) { present_.emplace_back(path, &node); }
  const std::vector<std::pair<std::string, const Node*>>& present() const { return present_; }

 private:
  const Source& source_;
  Mistakes mistakes_;
  std::size_t dropped_ = 0;
  std::vector<std::string> absent_;
  std::vector<std::pair<std::string, const Node*>> present_;
};

}  // namespace siding::config
