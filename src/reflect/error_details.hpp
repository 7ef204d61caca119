// What errors tell of tables.
#pragma once

#include "rowan/core/error.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

[[nodiscard]] ErrorDetails details_of(const ModelInfo& model);
[[nodiscard]] ErrorDetails details_of(const ModelInfo& model, const AttributeInfo& attribute);

}  // namespace rowan
