// upsert_all, and upsert of one record.
#include <fmt/format.h>

#include <algorithm>

#include "association/counted_writes.hpp"
#include "association/shared_columns.hpp"
#include "model/load/record_statements.hpp"
#include "model/load/run_query.hpp"
#include "model/load/run_sql.hpp"
#include "model/load/see_now.hpp"
#include "model/load/tell_found.hpp"
#include "model/record/anchor.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/members.hpp"
#include "model/record/resolve.hpp"
#include "model/record/tell_change.hpp"
#include "model/write/bulk_statements.hpp"
#include "model/write/conflict_target.hpp"
#include "model/write/redirected_insert.hpp"
#include "model/write/sent_values.hpp"
#include "model/write/unvalidated.hpp"
#include "model/write/writer.hpp"
#include "query/standing_conditions.hpp"
#include "reflect/error_details.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/bulk.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/query/default_condition.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

bool is_among(const detail::Columns& list, const AttributeInfo* column) {
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

  /// Of one record, which is read back by what it is found by. @throws InvalidValue where that is yet to be generated.
  void require_sent(const detail::Rows& rows) const {
    const detail::Columns sent = rows.columns_of(0);
    for (const AttributeInfo* part : conflict_) {
      if (is_among(sent, part) || !(model_.generated_key && part->primary_key)) continue;
      throw InvalidValue(
          fmt::format("{}.{} is left to the database, so no row can be found by it: set it, or save() the record",
                      model_.name, part->name),
          details_of(model_, *part));
    }
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
      const bool keeps = column->primary_key || column->created_at || own_type || is_among(conflict_, column) || is_set;
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

// By its type.
void require_no_other_kind(const ModelInfo& model, const Expr& rows, DatabaseCore& database) {
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

void UpsertRows::require_kind(const detail::Rows& rows, DatabaseCore& database) const {
  constexpr std::size_t at_once = 100;
  std::vector<Expr> some;
  for (std::size_t i = 0; i < rows.count(); ++i) {
    some.push_back(row_of(rows[i]).where);
    if (some.size() < at_once && i + 1 < rows.count()) continue;
    require_no_other_kind(model_, any_of(some), database);
    some.clear();
  }
}

// A default condition hides rows of other tenants, say, or those that were deleted softly.
void require_shown(const ModelInfo& model, const SelectQuery& which, DatabaseCore& database, bool begins) {
  require_no_other_kind(model, which.where, database);
  const Expr shown = default_condition(model);
  if (shown.always_true()) return;
  const auto is_there = [&](SelectQuery query, std::optional<RowLock> lock) {
    query.lock = lock;
    const Lease connection = database.acquire();
    return any_row(*connection, connection->compiler().select(query), model.name, "find upserted");
  };
  // A lock of a row that is not there keeps others from inserting it on MariaDB: two that both do are a deadlock. In a
  // transaction that has begun, reading without one may miss a row that others have committed since.
  if (begins && !is_there(which, {})) return;
  SelectQuery visible = which;
  add_default_conditions(visible);
  if (is_there(which, RowLock()) && !is_there(visible, RowLock()))
    throw RecordNotSaved(
        fmt::format("the {} that this one would update is hidden by a default condition: find it with "
                    "unscoped(), and change that",
                    model.name));
}

// What is looked for by, and read back, is what is written.
void take_normal_forms(ModelBase& record) {
  const Anchor anchor(record);
  for (const AttributeInfo& attribute : record.model_info().attributes) {
    if (attribute.normalizers.empty()) continue;
    const Value normal = attribute.normalized(attribute.ops->get(member_of(record.object(), attribute)));
    anchor.require_in_place("upsert");
    attribute.ops->set(member_of(record.object(), attribute), normal);
  }
}

// What was sent may have been kept by the row, and more may be in it. The callbacks are the record's own, and what they
// change is not in the row.
void read_back(ModelBase& record, const SelectQuery& which, const std::shared_ptr<DatabaseCore>& database) {
  const ModelInfo& model = record.model_info();
  LoadOptions untracked;
  untracked.readonly = true;
  SelectQuery now = which;
  see_now(now, *database);
  const RecordSet rows = run_select_untold(now, untracked, database);
  if (rows.empty()) nothing_inserted(model);
  enlist(record.need_slot(), *database);
  copy_attributes(model, rows.slot(0)->self->object(), record.object());
  settle_insert(record, *database);
  if (model.tells_found) tell_found(record);
}

}  // namespace

std::uint64_t detail::upsert_all(const ModelInfo& model, const void* first, std::size_t stride, std::size_t count,
                                 std::span<const std::string_view> unique_by, const UpsertOptions& options) {
  UpsertRows upsert(model, unique_by, options);
  if (count == 0) return 0;
  const auto database = rowan::resolve_database(model, options.database);
  const Rows rows(model, first, stride, count);
  upsert.require_index(*database);
  upsert.require_values(rows);
  require_insertable(rows, database);
  if (model.base != nullptr) upsert.require_kind(rows, *database);
  const detail::RowsInPlace in_place(rows);
  return tell_bulk_write(model, Operation::upsert_all, *database, [&] {
    in_place.require("upsert_all");
    return upsert.write(rows, *database);
  });
}

void ModelBase::upsert(std::initializer_list<MemberName> unique_by) { upsert(unique_by, UpsertOptions()); }

void ModelBase::upsert(std::initializer_list<MemberName> unique_by, const UpsertOptions& options) {
  detail::require_alive(*this, "upsert");
  if (!is_new())
    throw RecordNotSaved(
        fmt::format("this {} has a row already: an upsert is of a new record; save() it", model_info().name));
  const ModelInfo& model = model_info();
  if (model.prepares) take_normal_forms(*this);
  UpsertRows upsert(model, std::vector<std::string_view>(unique_by.begin(), unique_by.end()), options);
  const SelectQuery row = upsert.row_of(object());
  const auto database = rowan::resolve_database(model, options.database);
  upsert.require_index(*database);
  const std::byte* const at[] = {static_cast<const std::byte*>(object())};
  const detail::Rows rows(model, at);
  detail::require_insertable(rows, database);
  upsert.require_sent(rows);
  const bool begins = database->transaction() == nullptr;
  const Anchor anchor(*this);
  database->run_step([&](Transaction&) {
    require_shown(model, row, *database, begins);
    tell_bulk_write(model, Operation::upsert_all, *database, [&] {
      anchor.require_in_place("upsert");
      return upsert.write(rows, *database);
    });
    anchor.require_in_place("upsert");
    read_back(*this, row, database);
  });
}

}  // namespace rowan
