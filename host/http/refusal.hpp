// refusal.hpp - a request that is answered with an error before anybody routes it.
#pragma once

#include <string_view>

namespace siding::http {

struct Refusal {
  unsigned status = 400;
  std::string_view reason;  // one sentence for the problem document's `detail`; lives for ever
  bool close = true;        // false: what follows on the connection is a request again, go on
};

}  // namespace siding::http
