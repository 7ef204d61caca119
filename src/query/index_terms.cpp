// The condition of a partial index, as the terms that every database with such indexes takes.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/reflect/model_builder.hpp"

namespace rowan {
namespace {

// Reads a condition into terms; false where it has anything else in it.
class TermReader {
 public:
  TermReader(const ModelInfo& model, std::vector<IndexTerm>& terms) : model_(model), terms_(terms) {}

  bool read(const Expr& condition) {
    if (condition.always_true()) return false;
    const auto& part = condition.node()->is;
    if (const auto* all = std::get_if<ast::And>(&part))
      return std::all_of(all->terms.begin(), all->terms.end(), [&](const Expr& term) { return read(term); });
    if (const auto* test = std::get_if<ast::NullTest>(&part)) return add(test->operand, Value(), test->negated);
    const auto* comparison = std::get_if<ast::Comparison>(&part);
    if (comparison == nullptr) return false;
    const bool negated = comparison->op == CompareOp::not_equal;
    const auto* value = std::get_if<ast::Literal>(&comparison->right.node()->is);
    return (negated || comparison->op == CompareOp::equal) && value != nullptr &&
           add(comparison->left, value->value, negated);
  }

 private:
  bool add(const Expr& operand, const Value& value, bool negated) {
    const auto* column = std::get_if<ast::Column>(&operand.node()->is);
    const AttributeInfo* attribute = column == nullptr ? nullptr : attribute_named(column->name);
    if (attribute == nullptr) return false;
    terms_.push_back({attribute, negated, bind_value(model_, *attribute, value)});
    return can_be_spelled(terms_.back().value);
  }

  [[nodiscard]] const AttributeInfo* attribute_named(std::string_view name) const {
    for (const AttributeInfo& attribute : model_.attributes) {
      if (attribute.name == name) return &attribute;
    }
    return nullptr;
  }

  // The text of an index has its values in it, and a backslash is more than itself to some servers.
  static bool can_be_spelled(const Value& value) {
    const Value::Storage& held = value.storage();
    if (const auto* text = std::get_if<std::string>(&held)) return text->find('\\') == std::string::npos;
    return value.is_null() || std::holds_alternative<bool>(held) || std::holds_alternative<std::int64_t>(held) ||
           std::holds_alternative<std::uint64_t>(held);
  }

  const ModelInfo& model_;
  std::vector<IndexTerm>& terms_;
};

}  // namespace

std::vector<IndexTerm> ModelBuilderBase::index_terms(const Expr& condition) {
  std::vector<IndexTerm> terms;
  std::string why;
  try {
    if (TermReader(model_, terms).read(condition)) return terms;
  } catch (const Error& error) {
    why = fmt::format(" ({})", error.what());
  }
  model_.mistakes.push_back(
      fmt::format("{}::configure has a condition of an index, m.where(…), that no index can have{}: compare attributes "
                  "of {} by == or != with booleans, integers, texts without backslashes or NULL, joined by &&",
                  model_.name, why, model_.name));
  return {};
}

}  // namespace rowan
