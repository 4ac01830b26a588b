// lab_answer.hpp - one answer, read as its bytes come; the end of the connection ends it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace siding::server::lab {

class Answer {
 public:
  explicit Answer(bool without_content) : without_content_(without_content) {}  // to HEAD

  void add(std::string_view bytes);
  // At the end of the connection: 200, 404, ...; 0 when it was cut off or is no HTTP.
  unsigned status() const;

 private:
  void read_head(std::string_view head);

  bool without_content_;
  std::string head_;  // until it is complete
  unsigned status_ = 0;
  std::optional<std::uint64_t> length_;  // as the head says
  std::uint64_t content_ = 0;            // bytes so far
};

}  // namespace siding::server::lab
