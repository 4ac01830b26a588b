// tree_builder.hpp - yaml-cpp's events made into the reader's own tree.
//
// Refuses what YAML has and a strict configuration does not: a second
// document, anchors and aliases, tags, nesting deeper than 64.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>

#include "config/node.hpp"
#include "config/report.hpp"
#include "config/source.hpp"
#include "config/syntax.hpp"

namespace siding::config {

class TreeBuilder final : public YAML::EventHandler {
 public:
  // Thrown when nothing further is worth reading; the report says why.
  struct Stop {};

  TreeBuilder(const Source& source, Report& report) : source_(source), report_(report) {}

  std::optional<Node> take() { return std::move(root_); }
  SyntaxError error(const YAML::ParserException& exception) const;

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { add(node(Node::Kind::null, mark)); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override;
  void OnAnchor(const YAML::Mark& mark, const std::string& name) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, const std::string& text) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value style) override {
    open(Node::Kind::list, mark, tag, style);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value style) override {
    open(Node::Kind::map, mark, tag, style);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Node node;
    bool flow = false;
    std::optional<Node> key;  // waits for its value
  };

  Place place(const YAML::Mark& mark) const;
  Node node(Node::Kind kind, const YAML::Mark& mark) const;
  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::EmitterStyle::value style);
  void close();
  void add(Node node);
  void check_tag(const YAML::Mark& mark, const std::string& tag);

  const Source& source_;
  Report& report_;
  bool begun_ = false;
  std::optional<Node> root_;
  std::vector<Open> open_;
  std::optional<Place> last_scalar_;
  std::optional<Place> last_closed_;
};

}  // namespace siding::config
