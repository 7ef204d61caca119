#include "model/load/equal_uuids.hpp"

#include <algorithm>
#include <optional>

#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"

namespace rowan {
namespace {

std::optional<Uuid> read_uuid(std::string_view text) {
  constexpr std::size_t length = 36;
  if (text.size() != length) return {};
  try {
    return Uuid(text);
  } catch (const InvalidValue&) {
    return {};
  }
}

}  // namespace

Value EqualUuids::marked(const Value& value) {
  StandIn made;
  if (const auto* uuid = std::get_if<Uuid>(&value.storage())) {
    made.uuid = *uuid;
    made.text = uuid->to_string();
  } else if (const auto* text = std::get_if<std::string>(&value.storage())) {
    const std::optional<Uuid> read = read_uuid(*text);
    if (!read) return value;
    made.uuid = *read;
    made.text = *text;
  } else {
    return value;
  }
  made.marker = Uuid::random();
  made.marker_text = made.marker.to_string();
  stand_ins_.push_back(made);
  return std::holds_alternative<Uuid>(value.storage()) ? Value(made.marker) : Value(made.marker_text);
}

Expr EqualUuids::marked_operand(const Expr& operand) {
  const auto* literal = operand.node() == nullptr ? nullptr : std::get_if<ast::Literal>(&operand.node()->is);
  return literal == nullptr ? operand : ast::literal(marked(literal->value));
}

// `positive`: the condition around it holds for more rows when this one does.
Expr EqualUuids::marked(const Expr& tree, bool positive) {
  if (tree.node() == nullptr) return tree;
  const auto& is = tree.node()->is;
  const auto each = [&](const auto& part, bool child_positive) {
    return ast::make(with_children(part, [&](const Expr& child) { return marked(child, child_positive); }));
  };
  if (const auto* all = std::get_if<ast::And>(&is)) return each(*all, positive);
  if (const auto* any = std::get_if<ast::Or>(&is)) return each(*any, positive);
  if (const auto* negation = std::get_if<ast::Not>(&is)) return each(*negation, !positive);
  if (const auto* about = std::get_if<ast::Quantifier>(&is)) {
    const bool absent = about->kind == QuantifierKind::none || about->kind == QuantifierKind::is_not;
    const bool few = about->kind == QuantifierKind::every ? !positive : positive != absent;
    ast::Quantifier made = *about;
    made.condition = marked(about->condition, positive != absent);
    made.among = marked(about->among, few);
    return ast::make(std::move(made));
  }
  if (const auto* comparison = std::get_if<ast::Comparison>(&is)) {
    if (comparison->op != (positive ? CompareOp::equal : CompareOp::not_equal)) return tree;
    return ast::make(with_children(*comparison, [&](const Expr& operand) { return marked_operand(operand); }));
  }
  if (const auto* list = std::get_if<ast::InList>(&is); list != nullptr && list->negated != positive) {
    ast::InList made = *list;
    std::vector<Value> values;
    for (const Value& value : list->values.as_list()) values.push_back(marked(value));
    made.values = Value::list(std::move(values));
    return ast::make(std::move(made));
  }
  if (const auto* reached = std::get_if<ast::ReachedFrom>(&is); reached != nullptr && positive) {
    ast::ReachedFrom made = *reached;
    for (Value& part : made.key) part = marked(part);
    return ast::make(std::move(made));
  }
  return tree;
}

const Uuid* EqualUuids::uuid_of(const Uuid& value) const noexcept {
  const auto found = std::find_if(stand_ins_.begin(), stand_ins_.end(),
                                  [&](const StandIn& stand_in) { return stand_in.marker == value; });
  return found == stand_ins_.end() ? nullptr : &found->uuid;
}

const std::string* EqualUuids::text_of(std::string_view value) const {
  const auto found = std::find_if(stand_ins_.begin(), stand_ins_.end(),
                                  [&](const StandIn& stand_in) { return stand_in.marker_text == value; });
  return found == stand_ins_.end() ? nullptr : &found->text;
}

}  // namespace rowan
