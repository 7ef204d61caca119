// One upsert of rows: what of them it updates, and how it is written.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "association/counted_writes.hpp"
#include "association/shared_columns.hpp"
#include "model/load/run_query.hpp"
#include "model/load/run_sql.hpp"
#include "model/record/members.hpp"
#include "model/write/bulk_statements.hpp"
#include "model/write/conflict_target.hpp"
#include "model/write/redirected_insert.hpp"
#include "model/write/sent_values.hpp"
#include "model/write/unvalidated.hpp"
#include "query/standing_conditions.hpp"
#include "reflect/counters.hpp"
#include "reflect/error_details.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/bulk.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/query/default_condition.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {

inline bool is_among(const detail::Columns& list, const AttributeInfo* column) {
  return std::find(list.begin(), list.end(), column) != list.end();
}

/// One upsert of rows of a model: what of them it updates, and how it is written.
class UpsertRows {
 public:
  UpsertRows(const ModelInfo& model, std::span<const std::string_view> unique_by, const UpsertOptions& options)
      : model_(model) {
    ConflictTarget target = conflict_target(model, unique_by);
    conflict_ = std::move(target.attributes);
    where_ = target.where;
    if (model.counts_owners) refuse_uncounted(model, "upsert_all");
    for (const AttributeAssignment& assignment : options.set) add_set(assignment);
    if (options.update_only.allows_all()) return;
    only_.emplace();
    for (const std::string& name : options.update_only.names()) only_->push_back(&updatable(name));
  }

  /// @throws Unsupported for a partial index where the database has none.
  void require_index(const DatabaseCore& database) const {
    if (where_.empty() || database.dialect().can().partial_indexes) return;
    throw Unsupported(fmt::format(
        "an upsert of {} by an index of some rows only: {} has no partial indexes, PostgreSQL and SQLite do; "
        "here it takes a unique index over all rows, of a computed column, say",
        model_.name, database.dialect().name()));
  }

  /// @throws InvalidValue for rows with NULL, which no unique index compares: each upsert would insert another one.
  void require_values(const detail::Rows& rows) const {
    for (std::size_t i = 0; i < rows.count(); ++i) static_cast<void>(row_of(rows[i]));
  }

  /// Of records that are read back by what they are found by. @throws InvalidValue where that is yet to be generated.
  void require_sent(const detail::Rows& rows) const {
    for (std::size_t i = 0; i < rows.count(); i = rows.end_of_run(i, rows.count())) require_sent(rows.columns_of(i));
  }

  /// Of a sub-class: @throws RecordNotSaved where it would update a row of another model of the table.
  void require_kind(const detail::Rows& rows, DatabaseCore& database) const;

  std::uint64_t write(const detail::Rows& rows, DatabaseCore& database) {
    const Dialect& dialect = database.dialect();
    require_fit(*database.acquire(), model_, sets_);
    std::uint64_t written = 0;
    const auto in_statements = [&](detail::Lengths lengths) {
      written = detail::write_by_statements(
          rows, *database.acquire(),
          [&](const StatementCompiler& compiler, const detail::Columns& columns, std::size_t count) {
            return compile(dialect, compiler, columns, count);
          },
          lengths, values_besides(database, rows));
      if (all_are_written_ && written < rows.count()) nothing_inserted(model_);
    };
    all_are_written_ = dialect.can().conflict == ConflictStyle::on_conflict;
    const auto whole = [&] {
      detail::run_whole(model_, database, rows.count(), [&] { in_statements(detail::Lengths::any); });
    };
    const auto undone = [&] { database.run_confined([&](Transaction&) { in_statements(detail::Lengths::any); }); };
    const bool many = rows.count() > 1;
    if (many && dialect.can().failed_statement_aborts_transaction)
      write_or(row_twice, undone, [&] { one_by_one(database, in_statements); });
    else if (!may_be_kept_out(rows, dialect))
      whole();
    else if (many)
      write_or(other_key, undone, [&] { written = write_by_key(rows, database); });
    else
      write_or(other_key, whole, [&] { written = write_by_key(rows, database); });
    return written;
  }

 private:
  // PostgreSQL refuses to update a row twice in one statement: where a key comes twice, the last one is to win, as it
  // does elsewhere. Which keys are equal only the database knows.
  static constexpr std::string_view row_twice = "21000";
  // What an upsert ends with that finds a row by another key; so does a sum of the user's own, which fails again.
  static constexpr std::string_view other_key = "22003";

  void require_sent(const detail::Columns& sent) const {
    for (const AttributeInfo* part : conflict_) {
      if (is_among(sent, part) || !(model_.generated_key && part->primary_key)) continue;
      throw InvalidValue(
          fmt::format("{}.{} is left to the database, so no row can be found by it: set it, or save() the record",
                      model_.name, part->name),
          details_of(model_, *part));
    }
  }

  const AttributeInfo& updatable(std::string_view name) const {
    const AttributeInfo& attribute = bind_attribute(model_, name);
    if (attribute.primary_key || is_among(conflict_, &attribute)) {
      throw QueryError(
          fmt::format("{}.{} is what the upsert finds rows by: it can't be set", model_.name, attribute.name));
    }
    return attribute;
  }

  void add_set(const AttributeAssignment& assignment) {
    const AttributeInfo& attribute = updatable(assignment.attribute);
    sets_.push_back(
        {&attribute, assignment.value, assignment.increment, with_default_conditions(model_, assignment.computed)});
  }

  /// `instead` where `write` fails with this state.
  template <class Write, class Instead>
  static void write_or(std::string_view sqlstate, const Write& write, const Instead& instead) {
    try {
      write();
    } catch (const Error& error) {
      if (error.sqlstate() != sqlstate) throw;
      instead();
    }
  }

  template <class Write>
  static void one_by_one(DatabaseCore& database, const Write& write) {
    database.run_step([&](Transaction&) { write(detail::Lengths::one_row); });
  }

  CompiledSql compile(const Dialect& dialect, const StatementCompiler& compiler, const detail::Columns& columns,
                      std::size_t count) {
    const detail::Columns update = updated(columns);
    Upsert upsert{columns, conflict_, update, sets_, false, count};
    upsert.other_keys = may_be_kept_out(columns, dialect);
    upsert.where = where_;
    all_are_written_ &= !sets_.empty() || std::any_of(update.begin(), update.end(), [](const AttributeInfo* column) {
      return !column->updated_at && !column->lock_version;
    });
    return compiler.upsert(model_, upsert);
  }

  [[nodiscard]] detail::Columns updated(const detail::Columns& sent) const {
    detail::Columns update;
    for (const AttributeInfo* column : sent) {
      const bool is_set =
          std::any_of(sets_.begin(), sets_.end(), [&](const Assignment& set) { return set.attribute == column; });
      const bool automatic = column->updated_at || column->lock_version;
      const bool own_type = column == model_.type_attribute && !only_;  // a row keeps the one that its INSERT set
      const bool counts = !only_ && detail::is_counter(*column);        // how many refer to the row that is there
      const bool keeps =
          column->primary_key || column->created_at || own_type || counts || is_among(conflict_, column) || is_set;
      if (!keeps && (automatic || !only_ || is_among(*only_, column))) update.push_back(column);
    }
    return update;
  }

  std::size_t values_besides(DatabaseCore& database, const detail::Rows& rows) {
    if (sets_.empty()) return 0;
    const detail::Columns columns = rows.columns_of(0);
    return compile(database.dialect(), database.compiler(), columns, 1).parameters.size() - columns.size();
  }

  // Where the database says only that some key is there, and not which.
  [[nodiscard]] bool may_be_kept_out(const detail::Columns& sent, const Dialect& dialect) const {
    return dialect.can().conflict == ConflictStyle::on_duplicate_key && sends_other_key(model_, conflict_, sent);
  }
  [[nodiscard]] bool may_be_kept_out(const detail::Rows& rows, const Dialect& dialect) const {
    for (std::size_t i = 0; i < rows.count(); i = rows.end_of_run(i, rows.count())) {
      if (may_be_kept_out(rows.columns_of(i), dialect)) return true;
    }
    return false;
  }

  // Row by row: one that is there by the right key is updated, whatever other keys say; one that is not is inserted,
  // and the database says which key keeps it out.
  std::uint64_t write_by_key(const detail::Rows& rows, DatabaseCore& database) const {
    database.run_step([&](Transaction&) {
      const Lease connection = database.acquire();
      for (std::size_t i = 0; i < rows.count(); ++i) {
        const bool there =
            any_row(*connection, connection->compiler().exists(row_of(rows[i])), model_.name, "find upserted");
        if (!there || !update(rows, i, *connection)) insert_or_update(rows, i, *connection);
      }
    });
    return rows.count();
  }

  void insert_or_update(const detail::Rows& rows, std::size_t row, Connection& connection) const {
    const std::byte* const object[] = {rows[row]};
    try {
      detail::insert_rows(detail::Rows(model_, object), connection, Protocol::statements);
    } catch (const UniqueViolation&) {
      if (!update(rows, row, connection)) throw;  // another session inserted it meanwhile, then
    }
  }

  // False where no row is there.
  bool update(const detail::Rows& rows, std::size_t row, Connection& connection) const {
    const detail::Columns sent = rows.columns_of(row), update = updated(sent);
    const std::vector<Value> values = detail::sent_values(rows, sent, row, connection);
    Upsert upsert{sent, conflict_, update, sets_};
    upsert.row = values;
    return run_sql(connection, connection.compiler().upsert(model_, upsert), model_.name, "upsert") != 0;
  }

 public:
  /// By these, and by the condition of a partial index, a row is found.
  [[nodiscard]] const detail::Columns& conflict() const { return conflict_; }
  /// The row that the object is, by what the upsert finds it by. @throws InvalidValue for NULL.
  [[nodiscard]] SelectQuery row_of(const void* object) const {
    SelectQuery query;
    query.model = &model_;
    for (const AttributeInfo* part : conflict_) {
      const Value value = value_to_send(model_, *part, object);
      if (value.is_null()) {
        throw InvalidValue(
            fmt::format("{}.{} is NULL, by which no row is found: an upsert needs a value", model_.name, part->name));
      }
      query.where = query.where && ast::compare(part->name, CompareOp::equal, value);
    }
    for (const IndexTerm& term : where_) query.where = query.where && fulfilled(term, object);
    return query;
  }

 private:
  // As a condition on rows. A row for which it doesn't hold is in the way of none: each upsert would insert another
  // one.
  [[nodiscard]] Expr fulfilled(const IndexTerm& term, const void* object) const {
    const AttributeInfo& attribute = *term.attribute;
    const Value sent = bind_value(model_, attribute, value_to_send(model_, attribute, object));
    const bool null = sent.is_null() || term.value.is_null();
    if (null ? term.value.is_null() && sent.is_null() != term.negated : (sent == term.value) != term.negated) {
      if (term.value.is_null()) return ast::null_test(attribute.name, term.negated);
      const Value& value = attribute.ops->loaded == nullptr ? term.value : attribute.ops->loaded(term.value);
      return ast::compare(attribute.name, term.negated ? CompareOp::not_equal : CompareOp::equal, value);
    }
    throw InvalidValue(
        fmt::format("{}.{} is {}, and the index that the upsert finds rows by has only rows for which it is {}{}: an "
                    "upsert needs a row that is in it",
                    model_.name, attribute.name, sent.is_null() ? "NULL" : inspect(sent), term.negated ? "not " : "",
                    term.value.is_null() ? "NULL" : inspect(term.value)),
        details_of(model_, attribute));
  }

  const ModelInfo& model_;
  detail::Columns conflict_;
  std::span<const IndexTerm> where_;  ///< of a partial index
  std::optional<detail::Columns> only_;
  std::vector<Assignment> sets_;
  bool all_are_written_ = false;
};

/// By its type. @throws RecordNotSaved.
inline void require_no_other_kind(const ModelInfo& model, const Expr& rows, DatabaseCore& database) {
  if (model.base == nullptr) return;
  SelectQuery others;
  others.model = &model;
  // A row without a type is of the base.
  others.where = rows && (!type_condition(model) || ast::null_test(model.type_attribute->name, false));
  const Lease connection = database.acquire();
  if (!any_row(*connection, connection->compiler().exists(others), model.name, "find upserted")) return;
  throw RecordNotSaved(
      fmt::format("a row that this upsert would update is no {}, by its {}: find it as a {}, and change that",
                  model.name, model.type_attribute->name, model.root().name));
}

inline void UpsertRows::require_kind(const detail::Rows& rows, DatabaseCore& database) const {
  constexpr std::size_t at_once = 100;
  std::vector<Expr> some;
  for (std::size_t i = 0; i < rows.count(); ++i) {
    some.push_back(row_of(rows[i]).where);
    if (some.size() < at_once && i + 1 < rows.count()) continue;
    require_no_other_kind(model_, any_of(some), database);
    some.clear();
  }
}

}  // namespace rowan
