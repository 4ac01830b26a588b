// pipeline.hpp - one keep-alive connection with several requests on their way.
//
// Of tests that are programs of their own: failures are exceptions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace siding::integration {

class Pipeline {
 public:
  struct Answer {
    unsigned status = 0;
    std::string_view body;  // until the next call
  };

  explicit Pipeline(std::uint16_t port);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  void send(std::string_view bytes) const;
  // The next answer, which has a Content-Length.
  Answer next();
  // Nothing came that was not asked for.
  void expect_silence();

 private:
  void receive();

  int fd_;
  std::string received_;
  std::size_t at_ = 0;  // what was taken of it
};

}  // namespace siding::integration
