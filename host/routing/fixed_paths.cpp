#include "routing/fixed_paths.hpp"

namespace siding::routing {

End& FixedPaths::add(std::string_view path) {
  const auto hash = hash_of(0, path);
  if (const auto known = number_of(hash, path)) return records_[known].end;
  numbers_.insert(hash, static_cast<std::uint32_t>(records_.size()));
  return records_.emplace_back(Record{.end = {}, .text = texts_.keep<kInside>(path)}).end;
}

const End* FixedPaths::find(std::string_view path) const {
  const auto number = number_of(hash_of(0, path), path);
  return number == 0 ? nullptr : &records_[number].end;
}

std::uint32_t FixedPaths::number_of(std::uint32_t hash, std::string_view path) const {
  return numbers_.find(hash, [&](std::uint32_t number) { return texts_.view(records_[number].text) == path; });
}

}  // namespace siding::routing
