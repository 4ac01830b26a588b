#include "routing/fixed_paths.hpp"

namespace siding::routing {

auto FixedPaths::has(std::string_view path) const {
  return [this, path](const Record& record) { return same(texts_.view(record.text), path); };
}

End& FixedPaths::add(std::string_view path) {
  if (Record* const known = records_.find(hash_of(0, path), has(path))) return known->end;
  const auto hash = [this](const Record& record) { return hash_of(0, texts_.view(record.text)); };
  return records_.insert({.end = {}, .text = texts_.keep<kInside>(path)}, hash).end;
}

const End* FixedPaths::find(std::string_view path) const {
  const Record* const record = records_.find(hash_of(0, path), has(path));
  return record ? &record->end : nullptr;
}

}  // namespace siding::routing
