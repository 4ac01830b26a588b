#include "routing/fixed_paths.hpp"

namespace siding::routing {

End& FixedPaths::add(std::string_view path) {
  if (const Record* const known = record_of(path)) return const_cast<Record*>(known)->end;
  const auto hash = [&](const Record& record) { return hash_of(0, texts_.view(record.text)); };
  return records_.insert({.end = {}, .text = texts_.keep<kInside>(path)}, hash).end;
}

const End* FixedPaths::find(std::string_view path) const {
  const Record* const record = record_of(path);
  return record ? &record->end : nullptr;
}

const FixedPaths::Record* FixedPaths::record_of(std::string_view path) const {
  return records_.find(hash_of(0, path), [&](const Record& record) { return same(texts_.view(record.text), path); });
}

}  // namespace siding::routing
