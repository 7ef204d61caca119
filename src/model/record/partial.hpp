// Records of which not all attributes were loaded.
#pragma once

#include <string_view>
#include <vector>

#include "model/record/tell_change.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/model/slot.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// Notes that only these attributes of a record, whose row was just read, are what the row has. The others' members are
/// as their constructor left them.
void mark_partial(const ModelInfo& model, const std::vector<const AttributeInfo*>& loaded, const void* object,
                  Slot& slot);
/// Makes `to` lack what `from` lacks.
void copy_partial(const Slot& from, Slot& to);

/// Of a partial record: whether it was not loaded, and nobody has given it a value since.
[[nodiscard]] bool lacks(const Slot& slot, const AttributeInfo& attribute) noexcept;
/// The same of any record.
[[nodiscard]] inline bool is_missing(const Slot* slot, const AttributeInfo& attribute) noexcept {
  return slot != nullptr && slot->partial && lacks(*slot, attribute);
}
/// Whether it was not loaded, given a value or not: what the row had is not known then.
[[nodiscard]] bool was_not_loaded(const Slot* slot, const AttributeInfo& attribute) noexcept;
/// …and it was written since: what was sent is what the record knows of the row.
[[nodiscard]] bool was_saved_since(const Slot& slot, const AttributeInfo& attribute) noexcept;
/// @throws AttributeNotLoaded.
void require_loaded(const ModelBase& record, const AttributeInfo& attribute);
/// @throws AttributeNotLoaded, where one of the attributes that lead from the owner to the targets is not loaded.
void require_key_loaded(const AssociationInfo& association, const Slot& owner);
[[nodiscard]] bool lacks_key(const AssociationInfo& association, const Slot& owner) noexcept;

/// A value was given by name: it is a change, though it may be what the constructor left.
void note_given(const ModelBase& record, const AttributeInfo& attribute);
/// Whether a write needs what was not loaded: callbacks, validations of the whole record, listeners, counters and
/// touches may read any member, and a rollback gives back what the whole record was.
[[nodiscard]] bool needs_the_rest(const ModelInfo& model, const Slot& slot) noexcept;
/// The record takes what is missing from an object that has it, and is whole.
void complete_from(const void* row, ModelBase& record);
/// Before such a write: loads what is missing.
inline void complete_for_others(const ModelInfo& model, ModelBase& record) {
  if (record.slot() != nullptr && record.slot()->partial && needs_the_rest(model, *record.slot())) [[unlikely]]
    record.ModelBase::load_missing();
}

}  // namespace rowan
