// A database's SQL: the list of its differences from the standard. Include it to write a database plugin.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/core/logical_type.hpp"
#include "rowan/export.hpp"
#include "rowan/query/expr.hpp"
#include "rowan/query/row_lock.hpp"
#include "rowan/sql/capabilities.hpp"
#include "rowan/sql/column_limit.hpp"
#include "rowan/sql/isolation.hpp"
#include "rowan/sql/sql_writer.hpp"

namespace rowan {

class Introspector;

namespace schema {
struct Column;
}

/// The base class is a dialect by itself: the SQL standard with LIMIT and RETURNING. A dialect sets its capabilities
/// and overrides what its database says differently. Immutable, thread-safe, alive as long as its driver.
class ROWAN_EXPORT Dialect {
 public:
  explicit Dialect(Capabilities capabilities = {}) : capabilities_(capabilities) {}
  virtual ~Dialect();
  Dialect(const Dialect&) = delete;
  Dialect& operator=(const Dialect&) = delete;

  [[nodiscard]] const Capabilities& can() const { return capabilities_; }
  /// "standard", "sqlite", …: for messages.
  [[nodiscard]] virtual std::string_view name() const;

  // Names and placeholders
  /// Appends `name` quoted, the delimiter doubled. @throws QueryError for a name with a NUL in it.
  virtual void append_identifier(std::string& sql, std::string_view name) const;
  [[nodiscard]] std::string quoted(std::string_view name) const;
  /// Appends the placeholder of parameter `number`, from 1: `?`, or `$1`.
  virtual void append_placeholder(std::string& sql, std::size_t number) const;

  // Expressions. `column` is SQL text of a column.
  /// The collation that keys and indexes of columns of `kind` must have, for they are kept as text that has several
  /// spellings of one value; empty: the database compares them right by itself.
  [[nodiscard]] virtual std::string_view key_collation(TypeKind kind) const;
  /// What to compare and sort a column of `kind` by: SQLite appends the collation here.
  [[nodiscard]] virtual std::string comparable(std::string column, TypeKind kind) const;
  /// The sum of a column and a placeholder, exact for `kind`; `column` is never NULL.
  [[nodiscard]] virtual std::string sum(std::string column, std::string placeholder, TypeKind kind) const;
  /// Zero of `kind`, as SQL text, to start counting from.
  [[nodiscard]] virtual std::string zero(TypeKind kind) const;
  /// A text match. Standard: `column LIKE ? ESCAPE '!'` with the text escaped, both sides in lower case to ignore case.
  virtual void write_match(SqlWriter& out, const std::string& column, MatchKind kind, std::string_view text,
                           bool ignore_case) const;
  /// Writes a query that gives `values`, of `kind`, as rows, however many they are: what stands in `x IN (…)` where a
  /// placeholder each would be too many. False, and nothing is written, when it can't for this kind.
  virtual bool write_long_list(SqlWriter& out, const std::vector<Value>& values, TypeKind kind) const;
  /// `text` with what makes its comparison tell cases apart, in databases where the column decides otherwise.
  [[nodiscard]] virtual std::string exact_text(std::string text) const;
  /// What `column` is set to in a row that a conflicting INSERT shall leave alone, where that must be an assignment.
  [[nodiscard]] virtual std::string left_alone(std::string column) const;
  /// ` LIMIT ? OFFSET ?`, values bound. At least one is given.
  virtual void write_limit(SqlWriter& out, std::optional<std::uint64_t> limit,
                           std::optional<std::uint64_t> offset) const;

  /// The locking clause that ends a SELECT; asked where `can().row_locks`.
  [[nodiscard]] virtual std::string lock_clause(const RowLock& lock) const;

  /// A query that gives new keys which nobody else will get. Parameters: the table (quoted, with its schema), the
  /// column, how many. Empty where keys can't be had before the rows are there.
  [[nodiscard]] virtual std::string reserve_keys() const { return {}; }

  /// The statement that shows the plan of `sql`; its last column is readable.
  [[nodiscard]] virtual std::string explain(std::string_view sql) const;

  // Tables
  /// The column's type in DDL ("bigint", "varchar(200)").
  [[nodiscard]] virtual std::string column_type(const LogicalType& type) const;
  /// What follows the column's name in CREATE TABLE. With `can().inline_generated_key`, a generated key's includes
  /// PRIMARY KEY.
  [[nodiscard]] virtual std::string column_definition(const schema::Column& column) const;
  /// What follows the closing parenthesis of CREATE TABLE.
  [[nodiscard]] virtual std::string table_options() const;
  /// A query for the tables and views there are: schema and name, the schema empty when it is the one that unqualified
  /// names mean.
  [[nodiscard]] virtual std::string list_tables() const;
  /// What reads the database's catalogue (connection/introspector.hpp); null: nothing does.
  [[nodiscard]] virtual const Introspector* introspector() const { return nullptr; }
  /// A query for what decides how the table, which others may have made, is written. Rows of three texts:
  /// `column`, a name and a type; `counted` in place of it for a key that the database counts up and the connection
  /// tells, `uncounted` where the connection would tell something else; `view`; and `inserts`, `updates`, `deletes`
  /// where triggers or rules may do something else than was asked for and report no row. Empty: nothing to ask.
  [[nodiscard]] virtual CompiledSql table_facts(std::string_view schema, std::string_view table) const;
  /// What a column of this type, as `table_facts` spells it, keeps less of than an attribute of `kind` holds.
  [[nodiscard]] virtual ColumnLimit column_limit(const DeclaredType& declared, TypeKind kind) const;

  /// What has foreign keys looked at when the transaction ends, and not before; empty where nothing does for all of
  /// them.
  [[nodiscard]] virtual std::string defer_foreign_keys() const { return {}; }

  // Transactions
  /// Statements that begin a transaction. @throws Unsupported for an isolation level the database lacks, with the list
  /// it has.
  [[nodiscard]] virtual std::vector<std::string> begin(std::optional<Isolation> isolation, bool read_only) const;
  [[nodiscard]] virtual std::string commit() const;
  [[nodiscard]] virtual std::string rollback() const;
  [[nodiscard]] virtual std::string savepoint(std::string_view name) const;
  [[nodiscard]] virtual std::string release_savepoint(std::string_view name) const;
  [[nodiscard]] virtual std::string rollback_to_savepoint(std::string_view name) const;

 protected:
  /// Integers and texts as one JSON array.
  static std::string json_array(const std::vector<Value>& values);
  /// Appends `name` between `quote`s, those in it doubled. @throws QueryError for a name with a NUL in it.
  static void append_quoted(std::string& sql, std::string_view name, char quote);

 private:
  Capabilities capabilities_;
};

}  // namespace rowan
