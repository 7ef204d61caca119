// Records that are deleted by a time-stamp, and can be restored.
#pragma once

#include <optional>

#include "rowan/core/time.hpp"
#include "rowan/export.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/query/column.hpp"
#include "rowan/reflect/describe.hpp"
#include "rowan/reflect/model_builder.hpp"

namespace rowan {

namespace detail {
/// Makes `destroy()` of the model set the attribute, and queries leave out rows in which it is set.
ROWAN_EXPORT void delete_softly(ModelInfo& model, const AttributeInfo* attribute);
}  // namespace detail

/// A base for models, listed as `(rowan::SoftDelete)` in ROWAN_MODEL. `destroy()` of a record runs its callbacks and
/// sets `deleted_at`; the row stays, but queries leave it out, as by a default condition, but for `.unscoped()`.
/// Dependents that are destroyed with it and are deleted softly, too, get the same time-stamp; all others stay as they
/// are. `restrict` counts what is not deleted. `delete_row`, `delete_all` and dependents of `delete_all` are real
/// DELETEs.
class SoftDelete {
 public:
  std::optional<Instant> deleted_at;
  [[nodiscard]] bool is_deleted() const noexcept { return deleted_at.has_value(); }
  ROWAN_MIXIN(SoftDelete, (), (deleted_at))

  template <class T>
  static void configure_mixin(ModelBuilder<T>& m) {
    detail::delete_softly(m.info(), m.info().find_attribute("deleted_at"));
  }
};

/// Takes a soft delete back: of the record, and of the dependents that got the same time-stamp with it. Runs neither
/// validations nor callbacks; listeners hear of updates. The row says whether and when it was deleted, not the record.
/// @throws QueryError for a model without SoftDelete; StaleRecord when the row is gone.
ROWAN_EXPORT void restore(ModelBase& record);

/// destroy() with a real DELETE, of dependents, too, deleted ones among them. @throws as destroy(); QueryError for a
/// model without SoftDelete.
ROWAN_EXPORT SaveResult really_destroy(ModelBase& record);

}  // namespace rowan
