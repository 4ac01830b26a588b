#include "base/result.hpp"

#include <string>

namespace siding {
namespace {

std::string sentence(Errc code) {
  switch (code) {
    case Errc::overloaded:
      return "a bounded queue is full";
    case Errc::draining:
      return "the server is stopping";
    case Errc::gone:
      return "the client has left";
    case Errc::deadline:
      return "the time for it has passed";
    case Errc::cancelled:
      return "cancelled by its owner";
    case Errc::mode:
      return "the route's mode does not allow it";
    case Errc::answered:
      return "the request has its answer already";
    case Errc::invalid:
      return "an argument is out of range";
    case Errc::system:
      return "the operating system refused";
  }
  return "unknown failure";
}

class Category final : public boost::system::error_category {
 public:
  const char* name() const noexcept override { return "siding"; }
  std::string message(int code) const override { return sentence(static_cast<Errc>(code)); }
};

}  // namespace

const boost::system::error_category& errc_category() noexcept {
  static const Category category;
  return category;
}

boost::system::error_code make_error_code(Errc code) noexcept {
  return {static_cast<int>(code), errc_category()};
}

}  // namespace siding
