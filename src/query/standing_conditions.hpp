// What holds in each query of a model besides what it says: the type of a sub-class, the condition of an association,
// and the default conditions, which `unscoped()` leaves out.
#pragma once

#include <cstdint>

#include "rowan/query/expr.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

struct SelectQuery;

/// What is added of that: all, not the default conditions, or the types alone.
enum class Scoping : std::uint8_t { usual, unscoped, types };

/// Of every row of the model; an empty Expr where nothing must hold.
[[nodiscard]] Expr standing_condition(const ModelInfo& model, Scoping scoping = Scoping::usual);
/// Of every target of the association: its own condition, and that of its model.
[[nodiscard]] Expr condition_on_targets(const AssociationInfo& association, Scoping scoping = Scoping::usual);
/// The condition of the association alone; associations that it asks have the types of their targets.
[[nodiscard]] Expr own_condition(const AssociationInfo& association);
/// Of a sub-class: that the type says so.
[[nodiscard]] Expr type_condition(const ModelInfo& model);

/// Adds them to a query: those of its model, and of the targets of associations that anything in it asks about.
void add_standing_conditions(SelectQuery& query, Scoping scoping);
/// Likewise of a value of a row of the model.
[[nodiscard]] Expr with_standing_conditions(const ModelInfo& model, const Expr& value, Scoping scoping);

}  // namespace rowan
