// gate.hpp - holds requests of the fixture plugin `gate` until the test lets them go.
//
// A named pipe, so that it works across processes: each request reads one byte.
#pragma once

#include <filesystem>
#include <string_view>

namespace siding::integration {

class Gate {
 public:
  // Makes the pipe folder/name, for requests to /.../{name}.
  Gate(const std::filesystem::path& folder, std::string_view name);
  ~Gate();  // opens: a failed check cannot hang
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  void open(unsigned requests = 1);

 private:
  int fd_;
};

}  // namespace siding::integration
