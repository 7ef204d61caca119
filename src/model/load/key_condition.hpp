// Records by their keys, as conditions.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "rowan/core/value.hpp"
#include "rowan/query/expr.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// The primary key is this one. `parts` may have more values after those of the key.
Expr key_equals(const ModelInfo& model, std::span<const Value> parts);
/// The primary key is one of these.
Expr key_among(const ModelInfo& model, std::span<const std::vector<Value>> keys);
/// How many of a model's keys one statement may name.
std::size_t most_keys_named(const ModelInfo& model);

}  // namespace rowan
