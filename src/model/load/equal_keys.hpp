// Asking the database which keys it holds equal.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/record/key.hpp"
#include "rowan/connection/connection.hpp"

namespace rowan {

/// By the key as a row spells it: positions of the keys asked for that the database holds equal to it.
using EqualKeys = std::unordered_map<Key, std::vector<std::size_t>, KeyHash>;

/// Asks for `positions` of `keys`, in as many statements as it takes. `sql(n)` is StatementCompiler::equal_keys for n
/// keys, `parts` the attributes that the keys are values of.
EqualKeys find_equal_keys(Connection& connection, std::span<const Key> keys, std::span<const std::size_t> positions,
                          std::span<const AttributeInfo* const> parts,
                          const std::function<std::string(std::size_t)>& sql, std::string_view model);

/// Spells the `keys` at `positions` as the model's rows do, where the database holds them equal. Whether any differed.
bool spell_as_rows(Connection& connection, const ModelInfo& model, std::span<Key> keys,
                   std::span<const std::size_t> positions);

}  // namespace rowan
