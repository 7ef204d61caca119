#include "association/meet_condition.hpp"

#include <variant>

#include "model/record/members.hpp"
#include "model/write/insert_plan.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {
namespace {

void meet(const Expr& condition, const ModelInfo& model, ModelBase& target) {
  if (condition.always_true()) return;
  const auto& part = condition.node()->is;
  if (const auto* all = std::get_if<ast::And>(&part)) {
    for (const Expr& term : all->terms) meet(term, model, target);
    return;
  }
  const auto* comparison = std::get_if<ast::Comparison>(&part);
  if (comparison == nullptr || comparison->op != CompareOp::equal) return;
  const auto* column = std::get_if<ast::Column>(&comparison->left.node()->is);
  const auto* value = std::get_if<ast::Literal>(&comparison->right.node()->is);
  const AttributeInfo* attribute = column == nullptr ? nullptr : model.find_attribute(column->name);
  if (attribute == nullptr || value == nullptr || !untouched(model, *attribute, target.object())) return;
  target.set(attribute->name, value->value);
}

}  // namespace

void meet_condition(const AssociationInfo& association, ModelBase& target) {
  meet(*association.condition, *association.target, target);
}

}  // namespace rowan
