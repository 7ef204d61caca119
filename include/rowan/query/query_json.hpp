// Conditions as JSON, from outside of the program and to it: docs/guide/json-queries.md has the grammar.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/query/expr.hpp"

namespace rowan {

/// What a query from outside may ask for, and how much. What is over is a QueryError that says which of these it is.
struct QueryLimits {
  std::size_t bytes = std::size_t{64} * 1024;  ///< of the JSON text
  std::uint32_t levels = 16;                   ///< of conditions and values, one inside the other
  std::uint32_t parts = 200;                   ///< conditions and values
  std::uint32_t values = 1000;                 ///< in one list
  std::uint32_t associations = 8;              ///< steps to other models: each costs a join or a query
  std::uint64_t rows = 1000;                   ///< the greatest "limit"
  std::uint64_t rows_unsaid = 100;             ///< the limit of a query that says none
  std::uint64_t offset = 100000;               ///< rows that are skipped are read all the same
  std::uint64_t records = 100000;              ///< in the answer, with those that are included, each time they are
  /// Whether there is an attribute or association of this name, for who asks. What is not visible can be neither asked
  /// about nor read, and is named in no message. Null: all. Attributes that are `secret()` never are.
  std::function<bool(const ModelInfo& model, std::string_view name)> visible{};

  [[nodiscard]] ROWAN_EXPORT bool shows(const ModelInfo& model, std::string_view name) const;
};

/// The condition that this JSON says of a model: `{"pages": {"gt": 300}, "author.country": "PL"}`. @throws QueryError,
/// or InvalidValue for a value of the wrong type; the message begins with the place in the JSON.
[[nodiscard]] ROWAN_EXPORT Expr condition_from_json(const ModelInfo& model, std::string_view json,
                                                    const QueryLimits& limits = {});
/// The JSON that says this condition. @throws QueryError where there is none: SQL of your own, queries inside others,
/// and what the library itself adds.
[[nodiscard]] ROWAN_EXPORT std::string condition_to_json(const ModelInfo& model, const Expr& condition);

}  // namespace rowan
