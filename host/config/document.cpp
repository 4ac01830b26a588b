#include "config/document.hpp"

#include <sstream>

#include <yaml-cpp/parser.h>

#include "config/bytes.hpp"
#include "config/tree_builder.hpp"

namespace siding::config {

std::optional<Node> read_document(const Source& source, Report& report) {
  check_bytes(source, report);
  if (report.count() > 0) return std::nullopt;
  TreeBuilder builder(source, report);
  try {
    std::istringstream stream(source.text());
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::ParserException& exception) {
    report.add(explain(builder.error(exception), source));
    return std::nullopt;
  } catch (const TreeBuilder::Stop&) {
    return builder.take();
  }
  std::optional<Node> root = builder.take();
  if (!root) root.emplace().place = source.place(0, 0);
  return root;
}

}  // namespace siding::config
