// Keys of belongs_to that use columns of other attributes.
#pragma once

#include "rowan/reflect/model_info.hpp"

namespace rowan::detail {

/// Takes the attributes out that stand for parts with a shared column: what refers to them then refers to the attribute
/// that has the column. Reports what can't be shared.
void share_columns(ModelInfo& info);

}  // namespace rowan::detail
