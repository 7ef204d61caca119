// Tables as a database has them: what its catalogue says of them, in the library's terms and in its own words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/export.hpp"
#include "rowan/schema/table.hpp"

namespace rowan::schema {

/// What a column holds, as far as the library tells types apart.
enum class ColumnClass : std::uint8_t {
  boolean,
  integer,
  real,
  decimal,
  text,
  bytes,
  date,
  time_of_day,
  date_time,  ///< without a zone
  instant,    ///< a point in time
  uuid,
  json,
  labels,  ///< one of a list of texts: ENUM
  bits,
  array,
  other,
};

/// "an integer", "a date and time", …
ROWAN_EXPORT std::string_view to_string(ColumnClass holds);

/// Of a column made for attributes of this kind, in a database that has all of them.
ROWAN_EXPORT ColumnClass class_of(TypeKind kind);

struct LiveColumn {
  std::string name;
  std::string type;  ///< in the database's words: "character varying(20)"
  ColumnClass holds = ColumnClass::other;
  std::uint8_t bits = 64;                 ///< of an integer, or how many of `bits`
  bool is_unsigned = false;               ///< of an integer
  std::uint32_t length = 0;               ///< of text, in characters; 0: any
  std::uint8_t precision = 0, scale = 0;  ///< of a decimal; 0: any
  std::uint8_t fraction = 6;              ///< digits of a second that a time keeps
  bool nullable = true;
  bool generated = false;     ///< the database gives it a number when none is given
  bool reuses_keys = false;   ///< …also that of the last row, once that is deleted
  bool computed = false;      ///< made from other columns: it can't be written
  std::string default_sql{};  ///< empty: none
  std::string collation{};    ///< empty: none, or the database's own
  bool ignores_case = false;  ///< texts that differ in case only are equal to it
  bool pads = false;          ///< texts that differ in blanks at their end only are equal to it
  std::vector<std::string> labels{};
};

struct LiveIndex {
  Index index;                            ///< a unique constraint is one, too
  bool whole = true;                      ///< every row is in it, by its columns and no expressions
  std::vector<std::string> collations{};  ///< of each column, where indexes have their own; else empty
};

struct LiveTable {
  std::string schema, name;  ///< the schema is empty when unqualified names mean it
  std::string own_schema{};  ///< its name all the same; empty where there are no schemas
  bool view = false;
  std::vector<LiveColumn> columns{};
  std::vector<std::string> primary_key{};
  std::vector<LiveIndex> indexes{};
  std::vector<ForeignKey> foreign_keys{};
  std::string engine_without_transactions{};  ///< MyISAM, say: what is written there is never rolled back
};

struct TableName {
  std::string schema, name;
};

struct LiveSchema {
  std::vector<LiveTable> tables{};
  bool tables_ignore_case = false;   ///< names of tables are equal whatever their case
  bool columns_ignore_case = false;  ///< those of columns

  [[nodiscard]] ROWAN_EXPORT const LiveTable* find_table(std::string_view schema, std::string_view table) const;
  [[nodiscard]] ROWAN_EXPORT const LiveColumn* find_column(const LiveTable& table, std::string_view column) const;
  /// Whether both lists name the same columns, in this order.
  [[nodiscard]] ROWAN_EXPORT bool same_columns(const std::vector<std::string>& left,
                                               const std::vector<std::string>& right) const;
};

}  // namespace rowan::schema
