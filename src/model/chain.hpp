// The steps around a write: validation, callbacks, the graph of unsaved records.
#pragma once

#include <memory>

#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/reflect/callback_table.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

SaveResult save_record(ModelBase& record, const std::shared_ptr<DatabaseCore>& passed);
SaveResult destroy_record(ModelBase& record, const std::shared_ptr<DatabaseCore>& passed);

/// Rules of attributes, required belongs_to, and the model's own validations.
Errors run_validations(const ModelInfo& model, const ModelBase& record);
/// False when a callback returned false.
bool run_callbacks(const ModelInfo& model, CallbackMoment moment, ModelBase& record);
/// The errors of a violated constraint that the model declares, or nothing when it declares none of that name or
/// columns.
Errors errors_of(const ModelInfo& model, const ConstraintViolation& violation);

}  // namespace rowan
