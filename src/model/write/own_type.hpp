// The type that a new row of a model with a type_attribute gets.
#pragma once

#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// No type was given: the library sets that of the model. Of models that have one.
bool lacks_type(const ModelInfo& model, const void* object);
/// @throws InvalidValue for a type that is none of the model or its sub-classes.
void require_own_type(const ModelInfo& model, const void* object);

}  // namespace rowan
