// Small questions to the schema, asked when an error needs a name.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;

namespace rowan::sqlite {

using TextRow = std::vector<std::string>;

/// All rows of a query with text parameters, as text; NULL is empty. Empty when the query fails: an error must not hide
/// the one being explained.
std::vector<TextRow> ask(sqlite3* handle, const std::string& sql,
                         std::initializer_list<std::string_view> parameters = {});

/// One foreign key: its name (empty when it was declared without one), and both ends.
struct ForeignKeyFacts {
  std::string name;
  std::string table;
  std::vector<std::string> columns;
  std::string target;
  std::vector<std::string> target_columns;
  std::string on_update;
  std::string on_delete;
};

/// The foreign keys that `table` declares.
std::vector<ForeignKeyFacts> foreign_keys_of(sqlite3* handle, const std::string& table);
/// The foreign keys, of any table, that point to `table`.
std::vector<ForeignKeyFacts> foreign_keys_to(sqlite3* handle, std::string_view table);

/// The name of the unique constraint or index over exactly these columns; "PRIMARY KEY" for an unnamed primary key.
std::string unique_constraint_name(sqlite3* handle, const std::string& table, const std::vector<std::string>& columns);

}  // namespace rowan::sqlite
