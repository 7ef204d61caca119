// Checks whether an operation on a record is allowed, and the state that copies of handles need.
#pragma once

#include <string_view>

#include "rowan/model/model_base.hpp"

namespace rowan::detail {

/// @throws RecordMoved saying that `operation` ("get from") can't be done.
void require_not_moved(const ModelBase& record, std::string_view operation);

/// @throws RecordMoved, RecordDestroyed saying that `operation` ("save") can't be done.
void require_alive(const ModelBase& record, std::string_view operation);

/// @throws RecordNotSaved while the record is being saved or destroyed, when its callbacks try to destroy it.
void refuse_while_busy(const ModelBase& record, std::string_view operation);

/// Also checks that it has a row. @throws RecordNotFound for a new record.
void require_row(const ModelBase& record, std::string_view operation);

/// @throws RecordNotSaved when the record was loaded with readonly().
void refuse_readonly(const ModelBase& record, std::string_view operation);

/// The slot that a handle just copied from one owned by `original` belongs to, when it is a member of the record copied
/// last; else null.
Slot* owner_for_copy(const Slot* original, const void* handle) noexcept;

}  // namespace rowan::detail
