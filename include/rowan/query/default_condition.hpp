// A condition that every query of a model has besides its own: what soft deletes, tenants and policies stand on.
#pragma once

#include <functional>
#include <type_traits>
#include <utility>

#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/query/expr.hpp"
#include "rowan/reflect/registry.hpp"

namespace rowan {

struct SelectQuery;

/// For as long as it lives, queries of a model have the condition that its function gives, asked anew for each query in
/// the thread that runs it (load_async(): that asks for it); an empty Expr adds nothing. It counts
/// - in relations: loads, first, find, pluck, count, exists, streaming, update_all, delete_all;
/// - for targets of associations: loaded lazily or by preload, counted, and asked about by some(), every(), none(),
///   is() and is_not(). A target that it hides is as one whose row is gone.
///
/// It does not count in `.unscoped()`, in what is done with a record at hand (save, reload, increment, destroy and its
/// dependents deleted or nullified by one statement), on tables between an owner and its targets, or in the quantifiers
/// of a default condition.
class ROWAN_EXPORT DefaultCondition {
 public:
  DefaultCondition(DefaultCondition&& other) noexcept : entry_(std::exchange(other.entry_, nullptr)) {}
  DefaultCondition& operator=(DefaultCondition&&) = delete;
  ~DefaultCondition();

 private:
  friend ROWAN_EXPORT DefaultCondition add_default_condition(const ModelInfo& model, std::function<Expr()> condition);
  explicit DefaultCondition(const void* entry) : entry_(entry) {}
  const void* entry_;
};

/// Thread-safe. Several conditions of one model must all hold; those of a model hold in its sub-classes, too.
[[nodiscard]] ROWAN_EXPORT DefaultCondition add_default_condition(const ModelInfo& model,
                                                                  std::function<Expr()> condition);
/// `condition()` gives a typed condition of the model, or an Expr.
template <class M, class Condition>
[[nodiscard]] DefaultCondition add_default_condition(Condition condition) {
  return add_default_condition(detail::info_of<M>()(), [made = std::move(condition)]() -> Expr {
    if constexpr (std::is_convertible_v<std::invoke_result_t<const Condition&>, Expr>)
      return made();
    else
      return made().expr;
  });
}

/// The model's default conditions, all of them; an empty Expr where there are none.
[[nodiscard]] ROWAN_EXPORT Expr default_condition(const ModelInfo& model);
/// Adds them to a query: those of its model, and of the targets of associations that anything in it asks about.
ROWAN_EXPORT void add_default_conditions(SelectQuery& query);

/// Likewise of a value of a row of the model.
[[nodiscard]] ROWAN_EXPORT Expr with_default_conditions(const ModelInfo& model, const Expr& value);

}  // namespace rowan
