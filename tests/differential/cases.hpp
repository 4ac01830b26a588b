// cases.hpp - the bytes that both parsers read: the fuzz corpora, and more made from them.
//
// The same every time: a fixed seed, and files in the order of their names.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace siding::differential {

// Those of tests/fuzz/corpus, without their cuts; chunked content gets a head.
std::vector<std::string> corpus_cases(const std::filesystem::path& corpus);

// `count` well-formed conversations with every freedom that the grammar leaves.
std::vector<std::string> composed_cases(std::size_t count, unsigned seed);

// `count` of `originals`, each with one to three small changes.
std::vector<std::string> mutated_cases(const std::vector<std::string>& originals, std::size_t count, unsigned seed);

}  // namespace siding::differential
