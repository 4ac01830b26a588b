// source.hpp - the bytes of a configuration file, cut into lines.
//
// Bounds: 4 MiB and 64 KiB per line, so that neither the parser nor a message
//         that quotes a line can be made to eat the memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/mistake.hpp"
#include "base/place.hpp"
#include "base/result.hpp"

namespace siding::config {

class Source {
 public:
  // Fails with `no_input` when the file is not there or cannot be read, with
  // `data` when it is too large.
  static Result<Source, Mistakes> read(const std::filesystem::path& file);

  // `name` is what places show. A byte order mark is dropped.
  Source(std::string_view text, std::string_view name);

  const std::string& text() const { return text_; }
  // 1-based; empty beyond the end. Without its line end.
  std::string_view line(std::uint32_t number) const;
  std::size_t line_count() const { return starts_.size(); }
  Place place(std::uint32_t line, std::uint32_t column) const { return {name_, line, column}; }
  // What is written from there to the end of the file.
  std::string_view from(const Place& place) const;

 private:
  std::shared_ptr<const std::string> name_;
  std::string text_;
  std::vector<std::size_t> starts_;  // of the lines
};

}  // namespace siding::config
