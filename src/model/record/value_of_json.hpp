// What an attribute is set to by JSON.
#pragma once

#include "core/json_view.hpp"
#include "rowan/core/value.hpp"
#include "rowan/fwd.hpp"

namespace rowan {

/// `null` is NULL if the attribute is optional, else JSON's own null. @throws InvalidValue naming the attribute.
Value value_of_json(JsonView json, const ModelInfo& model, const AttributeInfo& attribute);

}  // namespace rowan
