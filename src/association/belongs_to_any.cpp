#include "rowan/association/belongs_to_any.hpp"

#include <fmt/format.h>

#include "model/record/partial.hpp"
#include "reflect/full_name.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/reflect/registry.hpp"

namespace rowan {

void TypedReference::refuse(std::string_view wanted) const {
  require_not_moved();
  if (is_bound() && !has_key()) require_key_loaded(association(), *owner());
  const std::string name = is_bound() ? full_name(association()) : "this BelongsTo<Any<…>>";
  const bool null = !has_key() && held() == nullptr;
  throw RecordNotFound(fmt::format("{} {}: test it first with is<{}>(), or use get_if()", name,
                                   null ? "is null" : fmt::format("refers to another model than {}", wanted), wanted));
}

namespace detail {

std::vector<const ModelInfo*> AnyTargets::find() const {
  std::vector<const ModelInfo*> models;
  for (std::size_t i = 0; i < count; ++i) models.push_back(&registry().model(names[i]));
  return models;
}

std::uint8_t type_number(const std::vector<const ModelInfo*>& models, std::string_view text) {
  std::string known;
  for (std::size_t i = 0; i < models.size(); ++i) {
    if (models[i]->type_name == text) return static_cast<std::uint8_t>(i + 1);
    known += (i == 0 ? "" : ", ") + models[i]->type_name;
  }
  throw InvalidValue(fmt::format("'{}' is not one of the types that are referred to here: {}", text, known));
}

Expr target_matches(const ModelInfo& owner, std::string_view association, const ModelInfo& target,
                    const Expr& condition) {
  const AssociationInfo* branch = owner.association(association).resolved().branch_to(target);
  return ast::make(ast::Quantifier{std::string(association), QuantifierKind::is, condition, branch});
}

}  // namespace detail
}  // namespace rowan
