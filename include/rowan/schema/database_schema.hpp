// The tables that a set of models needs.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/schema/table.hpp"

namespace rowan::schema {

/// Tables in an order in which they can be created: a table comes after those it refers to, as far as cycles allow.
struct DatabaseSchema {
  std::vector<Table> tables;
  friend bool operator==(const DatabaseSchema&, const DatabaseSchema&) = default;

  [[nodiscard]] ROWAN_EXPORT const Table* find_table(std::string_view schema, std::string_view table) const;
};

/// The table of one model: columns, primary key, declared indexes, an index for every foreign key that has none yet,
/// foreign keys, checks. Thread-safe. @throws MappingError when an association of it can't be resolved.
ROWAN_EXPORT Table table_of(const ModelInfo& model);
/// The tables of `models`, without those that are read-only, and the join tables of their many_to_many associations
/// (each once, whichever side declares it).
ROWAN_EXPORT DatabaseSchema schema_of(std::span<const ModelInfo* const> models);
/// The join tables of their many_to_many associations alone, without those that one of `models` is mapped to.
ROWAN_EXPORT std::vector<Table> join_tables_of(std::span<const ModelInfo* const> models);
/// Sorts tables so that each follows those it refers to; keeps the given order otherwise. Of a cycle, the first given
/// comes first.
ROWAN_EXPORT std::vector<Table> in_creation_order(std::vector<Table> tables);

}  // namespace rowan::schema
