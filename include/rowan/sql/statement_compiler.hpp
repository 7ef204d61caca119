// What stands between records and databases: every statement that the record layer sends is asked for here, as
// structure, and comes back as a text that only its own driver need understand. Include it to write a driver for a
// database that does not speak SQL.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rowan/core/logical_type.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/query/row_lock.hpp"
#include "rowan/query/select.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/schema/database_schema.hpp"
#include "rowan/sql/bulk_target.hpp"
#include "rowan/sql/explain.hpp"
#include "rowan/sql/sql_writer.hpp"

namespace rowan {

using AttributeList = std::span<const AttributeInfo* const>;

/// One SET of update_all.
struct Assignment {
  const AttributeInfo* attribute = nullptr;
  Value value;             ///< the new value, or what to add
  bool increment = false;  ///< add `value`, NULL counting as zero
  Expr computed{};         ///< in place of `value`: what it is made of
};

/// An INSERT that changes the row that is already there.
struct Upsert {
  AttributeList columns;   ///< what is sent
  AttributeList conflict;  ///< rows that are equal in these are one…
  /// Taken over from what was sent. A time of the last change and a lock version among them move where something else
  /// does.
  AttributeList update;
  std::span<const Assignment> set{};  ///< what else changes; computed of the row there, and of what was sent
  bool other_keys = false;            ///< a row may be in the way by another key: that ends the statement
  std::size_t rows = 1;
  /// What is sent, where nothing is inserted: the row that is equal in `conflict` is updated, if it is there.
  std::span<const Value> row{};
  /// …of those for which this holds: the condition of a partial index. Not empty only where `can().partial_indexes`.
  std::span<const IndexTerm> where{};
};

/// The statement that loads an association for many owners.
struct AssociationLoadSql {
  std::string sql;
  std::vector<Value> parameters;  ///< the scope's; NULL where the caller binds keys
  std::vector<TypeKind> kinds;
  std::vector<ParameterSource> sources;  ///< as CompiledSql::sources; those of keys are constants
  bool decided_by_values = false;        ///< as CompiledSql::decided_by_values
  bool raw = false;                      ///< as CompiledSql::raw
  std::size_t first_key_parameter = 0;   ///< from 0
  /// `key_count × owner_key.size()`, one key after the other; `owner_key.size()` where they are lists, one for each
  /// part of all keys.
  std::size_t key_parameters = 0;
  bool keys_as_lists = false;
  /// Attributes of the owner whose values are the keys (the foreign key for a belongs_to, else usually the primary
  /// key).
  std::vector<const AttributeInfo*> owner_key;
  /// Where each column of the key is found in a result row, to know whose target it is. Target attributes come first,
  /// in order; many_to_many and through append their key columns after them.
  std::vector<int> key_columns;
};

/// Compiles for one database. Texts depend on the structure asked for, never on values, so equal questions give equal
/// texts: connections cache statements by them. Results of queries list all attributes of the model in order, unless
/// `SelectQuery::outputs` says which. Immutable or synchronised: any thread may call. Lives as long as its driver.
/// All functions throw Unsupported, naming database and feature, for what the database can't do; QueryError and
/// MappingError for what makes no sense anywhere.
class ROWAN_EXPORT StatementCompiler {
 public:
  virtual ~StatementCompiler();

  // Queries; names in them are bound here (see query/binder.hpp for what it throws).
  [[nodiscard]] virtual CompiledSql select(const SelectQuery& query) const = 0;
  /// As `select` of a table's rows, which are locked for a change that leaves their keys: see
  /// StatementDialect::change_lock.
  [[nodiscard]] virtual CompiledSql select_to_change(const SelectQuery& query) const { return select(query); }
  /// How many rows `select` would give: limit, offset and distinct count.
  [[nodiscard]] virtual CompiledSql count(const SelectQuery& query) const = 0;
  /// One row if there is any, else none.
  [[nodiscard]] virtual CompiledSql exists(const SelectQuery& query) const = 0;
  /// Updates the rows that `which` selects, limit, offset and order honoured.
  [[nodiscard]] virtual CompiledSql update_all(const SelectQuery& which,
                                               std::span<const Assignment> assignments) const = 0;
  [[nodiscard]] virtual CompiledSql delete_all(const SelectQuery& which) const = 0;
  /// The statement that shows the plan of `sql`, which `select` made.
  [[nodiscard]] virtual PlanSql explain(const std::string& sql, const ExplainOptions& options) const = 0;

  // Rows of a model. Parameters are told in order.
  /// All attributes by primary key. Parameters: the key. With `lock`, the row is locked where `can().row_locks`.
  [[nodiscard]] virtual std::string find(const ModelInfo& model, const RowLock* lock = nullptr) const = 0;
  /// Parameters: `columns` of each row in turn; those of `returning` come back as rows. Without columns: one row of
  /// defaults.
  [[nodiscard]] virtual std::string insert(const ModelInfo& model, AttributeList columns, std::size_t rows = 1,
                                           AttributeList returning = {}) const = 0;
  /// Leaves rows alone which are already there.
  [[nodiscard]] virtual std::string insert_ignore(const ModelInfo& model, AttributeList columns,
                                                  std::size_t rows = 1) const = 0;
  /// Parameters: as insert; then those that it gives. Without anything to change it leaves rows alone.
  [[nodiscard]] virtual CompiledSql upsert(const ModelInfo& model, const Upsert& upsert) const = 0;
  /// Inserts what the query gives: one output for each of `columns`.
  [[nodiscard]] virtual CompiledSql insert_from(const ModelInfo& model, AttributeList columns,
                                                const SelectQuery& rows) const = 0;
  /// Where the rows of DriverConnection::prepare_bulk go.
  [[nodiscard]] virtual BulkTarget bulk_target(const ModelInfo& model, AttributeList columns) const = 0;
  /// Parameters: `set`, then `where`.
  [[nodiscard]] virtual std::string update(const ModelInfo& model, AttributeList set, AttributeList where) const = 0;
  /// The same for many rows, from one array for each of `set` and `where`. Asked where `can().array_lists`.
  [[nodiscard]] virtual std::string update_many(const ModelInfo& model, AttributeList set,
                                                AttributeList where) const = 0;
  /// Adds to `counter`, NULL counting as zero. With `returning`, a row that can't hold the sum may be left out instead
  /// of refused: see Dialect::sum_fits. Parameters: the amount, then `where`.
  [[nodiscard]] virtual std::string increment(const ModelInfo& model, const AttributeInfo& counter, AttributeList where,
                                              AttributeList returning = {}) const = 0;
  /// Parameters: `where`.
  [[nodiscard]] virtual std::string remove(const ModelInfo& model, AttributeList where) const = 0;

  // Associations
  /// The targets of the owners that have one of `key_count` keys. `scope` narrows and orders them; its limit and offset
  /// apply per owner. With `scope->distinct`, an owner gets each target once, however many ways lead to it.
  [[nodiscard]] virtual AssociationLoadSql association_load(const AssociationInfo& association, std::size_t key_count,
                                                            const SelectQuery* scope = nullptr) const = 0;
  /// How many targets one owner has, counted as `association_load` would list them: one row of one number. Keys are
  /// bound as there.
  [[nodiscard]] virtual AssociationLoadSql association_count(const AssociationInfo& association,
                                                             const SelectQuery* scope = nullptr) const = 0;
  /// Which keys the database holds equal to those asked for: rows of the number of the key asked for, from 0, and the
  /// key as it is spelt in the table. Parameters: the keys, part by part. Of the columns by which an association finds
  /// its targets, or of a model's own key.
  [[nodiscard]] virtual std::string equal_keys(const AssociationInfo& association, std::size_t keys) const = 0;
  [[nodiscard]] virtual std::string equal_keys(const ModelInfo& model, std::size_t keys) const = 0;
  /// Join rows of a many_to_many: added unless there, looked for, removed. Parameters of each row: owner's key,
  /// target's key.
  [[nodiscard]] virtual std::string join_insert(const AssociationInfo& association, std::size_t rows) const = 0;
  [[nodiscard]] virtual std::string join_find(const AssociationInfo& association) const = 0;
  [[nodiscard]] virtual std::string join_remove(const AssociationInfo& association) const = 0;
  /// Removes all of one owner. Parameters: owner's key.
  [[nodiscard]] virtual std::string join_clear(const AssociationInfo& association) const = 0;

  // Tables, one statement each.
  [[nodiscard]] virtual std::vector<std::string> create_tables(const schema::DatabaseSchema& schema) const = 0;
  [[nodiscard]] virtual std::vector<std::string> drop_tables(const schema::DatabaseSchema& schema) const = 0;
};

}  // namespace rowan
