// pages.hpp - what each path of the admin listener answers.
//
// Threads: the admin listener's.
#pragma once

#include <string_view>
#include <vector>

#include "admin/advice.hpp"
#include "admin/health.hpp"
#include "admin/recent.hpp"
#include "admin/source.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace siding::admin {

class Pages {
 public:
  Pages(const Source& source, const HealthOptions& health, const Recent& recent)
      : source_(source), health_(health), recent_(recent) {}

  // False: there is no such path.
  bool answer(const http::Request& request, http::Response& response) const;

 private:
  using Page = void (Pages::*)(const http::Request& request, http::Response& response) const;
  struct Entry;
  static const Entry kPages[];

  void dashboard(const http::Request&, http::Response& response) const;
  void live(const http::Request&, http::Response& response) const;
  void ready(const http::Request& request, http::Response& response) const;
  void metrics(const http::Request&, http::Response& response) const;
  void routes(const http::Request&, http::Response& response) const;
  void plugins(const http::Request&, http::Response& response) const;
  void stalls(const http::Request&, http::Response& response) const;
  void config(const http::Request&, http::Response& response) const;
  void advice(const http::Request&, http::Response& response) const;
  void status(const http::Request&, http::Response& response) const;

  std::vector<Advice> advise_now(const dispatch::Snapshot& snapshot) const;

  const Source& source_;
  const HealthOptions& health_;
  const Recent& recent_;
};

}  // namespace siding::admin
