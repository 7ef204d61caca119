// How a database spells tables, and what it tells of those it has: a quarter of a dialect.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "rowan/core/logical_type.hpp"
#include "rowan/export.hpp"
#include "rowan/sql/column_limit.hpp"
#include "rowan/sql/sql_writer.hpp"

namespace rowan {

class Introspector;

namespace schema {
struct Column;
}

/// Which tables are listed. One schema is asked about by itself, for a server may have thousands.
enum class TablesOf : std::uint8_t {
  own_schema,    ///< the one that unqualified names mean
  named_schema,  ///< the one that the query's only parameter, `?`, names
  all_schemas,
};

/// See Dialect. The defaults are the SQL standard's.
class ROWAN_EXPORT TableDialect {
 public:
  TableDialect() = default;
  virtual ~TableDialect();
  TableDialect(const TableDialect&) = delete;
  TableDialect& operator=(const TableDialect&) = delete;

  /// The collation that keys and indexes of columns of `kind` must have, for they are kept as text that has several
  /// spellings of one value; empty: the database compares them right by itself.
  [[nodiscard]] virtual std::string_view key_collation(TypeKind kind) const;
  /// The column's type in DDL ("bigint", "varchar(200)").
  [[nodiscard]] virtual std::string column_type(const LogicalType& type) const;
  /// What follows the column's name in CREATE TABLE. With `can().inline_generated_key`, a generated key's includes
  /// PRIMARY KEY.
  [[nodiscard]] virtual std::string column_definition(const schema::Column& column) const;
  /// What follows the closing parenthesis of CREATE TABLE.
  [[nodiscard]] virtual std::string table_options() const;
  /// A query for the tables and views there are: schema, empty when unqualified names mean it; name; the schema's own
  /// name, empty where there are none; and 1 where names of tables are equal whatever their case, else 0.
  [[nodiscard]] virtual std::string list_tables(TablesOf which) const;
  /// What reads the database's catalogue (connection/introspector.hpp); null: nothing does.
  [[nodiscard]] virtual const Introspector* introspector() const { return nullptr; }
  /// A query for what decides how the table, which others may have made, is written. Rows of three texts:
  /// `trigger` where there is any, `remembers` where keys are never used again; `column`, a name and a type; `counted`
  /// in place of it for a key that the database counts up and the connection tells, `uncounted` where the connection
  /// would tell something else; `view`; and `inserts`, `updates`, `deletes` where triggers or rules may do something
  /// else than was asked for and report no row. Empty: nothing to ask.
  [[nodiscard]] virtual CompiledSql table_facts(std::string_view schema, std::string_view table) const;
  /// A query for about how many rows the table has, by the catalogue: one number, 0 or less where that does not know.
  /// Empty: there is none.
  [[nodiscard]] virtual CompiledSql row_estimate(std::string_view schema, std::string_view table) const;
  /// What a column of this type, as `table_facts` spells it, keeps less of than an attribute of `kind` holds.
  [[nodiscard]] virtual ColumnLimit column_limit(const DeclaredType& declared, TypeKind kind) const;
  /// The bits, with the sign, that an integer in such a column may have. 64, also of types that are none of integers,
  /// unless the dialect knows better.
  [[nodiscard]] virtual int integer_bits(const DeclaredType& declared) const;
};

}  // namespace rowan
