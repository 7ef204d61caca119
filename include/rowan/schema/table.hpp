// Tables as plain data: what models ask for, what a database has, and what migrations compare.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rowan/core/logical_type.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan::schema {

struct Column {
  std::string name;
  LogicalType type;
  bool nullable = false;
  bool generated = false;   ///< an integer key that the database counts up
  std::string default_sql;  ///< an SQL expression; empty: no default
  bool reuse_keys = false;  ///< a generated key of a deleted row may be given to another one
  friend bool operator==(const Column&, const Column&) = default;
};

/// See IndexTerm. The value is a boolean, an integer, a text without backslashes, or NULL.
struct Term {
  std::string column;
  bool negated = false;
  Value value{};
  friend bool operator==(const Term&, const Term&) = default;
};

struct Index {
  std::string name;
  std::vector<std::string> columns;
  bool unique = false;
  std::vector<Term> where{};  ///< all of these hold for the rows that are in it; empty: it has all rows
  friend bool operator==(const Index&, const Index&) = default;
};

struct ForeignKey {
  std::string name;
  std::vector<std::string> columns;
  std::string schema, table;  ///< referred to
  std::vector<std::string> referenced_columns;
  ForeignKeyAction on_delete = ForeignKeyAction::no_action;
  friend bool operator==(const ForeignKey&, const ForeignKey&) = default;
};

struct Check {
  std::string name, sql;
  friend bool operator==(const Check&, const Check&) = default;
};

struct Table {
  std::string schema, name;
  std::vector<Column> columns;
  std::vector<std::string> primary_key;
  std::vector<Index> indexes;
  std::vector<ForeignKey> foreign_keys;
  std::vector<Check> checks;
  friend bool operator==(const Table&, const Table&) = default;

  [[nodiscard]] ROWAN_EXPORT const Column* find_column(std::string_view column) const;
};

}  // namespace rowan::schema
