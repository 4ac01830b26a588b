#include "config/field.hpp"

namespace siding::config {
namespace {

constexpr std::size_t kLongestQuotation = 60;

std::string quotation(const std::string& text) {
  if (text.size() <= kLongestQuotation) return '`' + text + '`';
  std::size_t end = kLongestQuotation;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) --end;
  return '`' + text.substr(0, end) + "...`";
}

}  // namespace

void Field::refuse(const std::string& what, const std::string& expected) const {
  const std::string subject = path.empty() ? "the file" : '`' + path + '`';
  report.add(node.place, subject + ": " + what, "expected " + expected);
}

void Field::refuse_written(const std::string& what, const std::string& expected) const {
  refuse(quotation(node.text) + ' ' + what, expected);
}

std::optional<Expanded> Field::scalar(const std::string& expected) const {
  if (!is(Node::Kind::scalar, expected)) return std::nullopt;
  return expand(node, report);
}

bool Field::is(Node::Kind kind, const std::string& expected) const {
  if (node.kind == kind) return true;
  if (node.kind == Node::Kind::null) {
    refuse("it has no value", expected);
  } else if (node.kind == Node::Kind::scalar) {
    refuse_written("is " + std::string(name_of(node.kind)), expected);
  } else {
    refuse("this is " + std::string(name_of(node.kind)), expected);
  }
  return false;
}

Field Field::item(std::size_t index) const {
  return {node.items[index], path + '[' + std::to_string(index) + ']', report};
}

}  // namespace siding::config
