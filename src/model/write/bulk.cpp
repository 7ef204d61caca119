// insert_all and upsert_all: many rows a statement, one transaction.
#include "rowan/model/bulk.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>

#include <fmt/format.h>

#include "association/counted_writes.hpp"
#include "model/load/record_statements.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/resolve.hpp"
#include "model/record/tell_change.hpp"
#include "model/write/bulk_rows.hpp"
#include "model/write/redirected_insert.hpp"
#include "model/write/row_bytes.hpp"
#include "model/write/writer.hpp"
#include "rowan/association/handle.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/connection/driver.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan::detail {
namespace {

// What was looked at is still in the cache when it is bound.
constexpr std::size_t look_ahead = 1000;

// Fewer rows are not worth the preparations of a bulk protocol.
constexpr std::size_t fewest_in_bulk = 20;

// Statements of few lengths, so that the connection's cache keeps them. SQLite journals each page once a statement:
// tables with indexes gain up to a thousand rows, those without little beyond a hundred.
constexpr std::size_t statement_lengths[] = {1000, 100, 10, 1};

using MakeSql = std::function<std::string(const StatementCompiler&, const Columns&, std::size_t rows)>;

enum class Lengths : std::uint8_t { any, one_row };

// The longest of the lengths that `left` rows fill and the database takes.
std::size_t statement_length(const Dialect& dialect, std::size_t columns, std::size_t left, Lengths lengths) {
  if (lengths == Lengths::one_row || columns == 0 || !dialect.can().multi_row_insert) return 1;
  for (const std::size_t length : statement_lengths) {
    if (length <= left && length * columns <= dialect.can().max_parameters) return length;
  }
  return 1;
}

// The statement's text, made again only when its columns or its length change.
class StatementText {
 public:
  explicit StatementText(const MakeSql& make) : make_(make) {}
  const std::string& of(const StatementCompiler& compiler, const Columns& columns, std::size_t rows) {
    if (rows != rows_ || columns != columns_) {
      text_ = make_(compiler, columns, rows);
      columns_ = columns;
      rows_ = rows;
    }
    return text_;
  }

 private:
  const MakeSql& make_;
  Columns columns_;
  std::size_t rows_ = 0;
  std::string text_;
};

// Writes rows [from, to), which all send the same columns.
std::uint64_t write_run(const Rows& rows, std::size_t from, std::size_t to, const Columns& columns,
                        Connection& connection, StatementText& text, Lengths lengths) {
  RowBinder binder(rows, columns, RecordStatements::of(connection, rows.model()).facts());
  std::uint64_t written = 0;
  while (from < to) {
    const Dialect& dialect = connection.dialect();
    const std::size_t most = statement_length(dialect, columns.size(), to - from, lengths);
    const std::size_t fitting = rows_that_fit(rows, columns, from, most);
    const std::size_t count = statement_length(dialect, columns.size(), fitting, lengths);
    Statement& statement = connection.prepared(text.of(connection.compiler(), columns, count));
    Execution execution(connection, statement, rows.model().name, "insert_all");
    for (std::size_t i = 0; i < count; ++i) binder.bind(statement, static_cast<int>(i * columns.size()), from + i);
    execution.rows = statement.run();
    written += execution.rows;
    from += count;
  }
  return written;
}

// By the database's own bulk protocol: one statement takes all rows that send the same columns. Nothing when there is
// none, or not for so few.
std::optional<std::uint64_t> write_in_bulk(const Rows& rows, Connection& connection) {
  if (rows.count() < fewest_in_bulk) return {};
  const bool always_counts = RecordStatements::of(connection, rows.model()).facts().always_counts;
  std::uint64_t written = 0;
  for (std::size_t from = 0; from < rows.count();) {
    const Columns columns = rows.columns_of(from);
    // Bulk protocols write keys that an INSERT is refused for.
    if (always_counts && std::find(columns.begin(), columns.end(), rows.model().primary_key[0]) != columns.end())
      return {};
    const auto statement = connection.prepare_bulk(connection.compiler().bulk_target(rows.model(), columns));
    if (statement == nullptr) return {};
    Execution execution(connection, *statement, rows.model().name, "insert_all");
    RowBinder binder(rows, columns, RecordStatements::of(connection, rows.model()).facts());
    do {
      for (const std::size_t to = rows.end_of_run(from, look_ahead); from < to; ++from) {
        binder.bind(*statement, 0, from);
        statement->end_row();
      }
    } while (from < rows.count() && rows.columns_of(from) == columns);
    execution.rows = statement->run();
    written += execution.rows;
  }
  return written;
}

std::uint64_t write_by_statements(const Rows& rows, Connection& connection, const MakeSql& make_sql,
                                  Lengths lengths = Lengths::any) {
  StatementText text(make_sql);
  std::uint64_t written = 0;
  for (std::size_t from = 0; from < rows.count();) {
    const Columns columns = rows.columns_of(from);
    const std::size_t to = rows.end_of_run(from, look_ahead);
    written += write_run(rows, from, to, columns, connection, text, lengths);
    from = to;
  }
  return written;
}

bool redirects_inserts(const ModelInfo& model, DatabaseCore& database) {
  const Lease connection = database.acquire();
  return RecordStatements::of(*connection, model).facts().redirects_inserts;
}

// One row is one statement, unless a trigger may do something that must not stay.
template <class Write>
void run_whole(const ModelInfo& model, DatabaseCore& database, std::size_t rows, const Write& write) {
  if (rows == 1 && database.transaction() != nullptr && !redirects_inserts(model, database)) return write();
  database.run_step([&](Transaction&) { write(); });
}

// Row by row, where a trigger or a rule may take one elsewhere: it is looked for by its key, the one it came with or
// one from its sequence.
std::uint64_t write_redirected(const Rows& rows, Connection& connection) {
  const ModelInfo& model = rows.model();
  const TableFacts facts = RecordStatements::of(connection, model).facts();
  for (std::size_t i = 0; i < rows.count(); ++i) {
    Columns columns = rows.columns_of(i);
    RowBinder binder(rows, columns, facts);
    Columns sent = columns;
    const bool generated = model.generated_key && rows.untouched(*model.primary_key[0], rows[i]);
    const auto reserved = generated ? reserve_key(model, connection) : std::nullopt;
    const std::int64_t reserved_key = reserved.value_or(0);  // g++ 12 doubts the value in the optional
    if (reserved) sent.push_back(model.primary_key[0]);
    std::uint64_t written = 0;
    {
      Statement& statement = connection.prepared(connection.compiler().insert(model, sent));
      Execution execution(connection, statement, model.name, "insert_all");
      binder.bind(statement, 0, i);
      if (reserved) statement.write(static_cast<int>(columns.size()), reserved_key);
      written = execution.rows = statement.run();
    }
    if (written != 0) continue;
    if (model.primary_key.empty() || (generated && !reserved)) nothing_inserted(model);
    Key key;
    if (reserved)
      key.word = static_cast<std::uint64_t>(reserved_key);
    else
      read_key(model.primary_key, rows[i], key);
    if (!is_there(model, key, connection)) nothing_inserted(model);
  }
  return rows.count();
}

std::uint64_t insert_every(const Rows& rows, Connection& connection) {
  if (RecordStatements::of(connection, rows.model()).facts().redirects_inserts)
    return write_redirected(rows, connection);
  const std::uint64_t written = insert_rows(rows, connection, Protocol::bulk);
  if (written != rows.count()) nothing_inserted(rows.model());
  return written;
}

std::uint64_t write_all(const Rows& rows, DatabaseCore& database, const MakeSql& make_sql) {
  std::uint64_t written = 0;
  run_whole(rows.model(), database, rows.count(),
            [&] { written = write_by_statements(rows, *database.acquire(), make_sql); });
  return written;
}

// PostgreSQL refuses to update a row twice in one statement: where a key comes twice, the last one is to win, as it
// does elsewhere. Which keys are equal only the database knows.
std::uint64_t upsert_rows(const Rows& rows, DatabaseCore& database, const MakeSql& make_sql,
                          const std::function<void(std::uint64_t)>& check) {
  std::uint64_t written = 0;
  const auto write = [&](Lengths lengths) {
    written = write_by_statements(rows, *database.acquire(), make_sql, lengths);
    check(written);
  };
  const Dialect& dialect = database.dialect();
  if (rows.count() == 1 || !dialect.can().failed_statement_aborts_transaction) {
    run_whole(rows.model(), database, rows.count(), [&] { write(Lengths::any); });
    return written;
  }
  constexpr std::string_view twice = "21000";
  try {
    database.run([&](Transaction&) { write(Lengths::any); }, {.requires_new = true});
  } catch (const StatementError& error) {
    if (error.details().sqlstate != twice) throw;
    database.run_step([&](Transaction&) { write(Lengths::one_row); });
  }
  return written;
}

bool declared_unique(const ModelInfo& model, const Columns& columns) {
  if (columns == model.primary_key) return true;
  return std::any_of(model.indexes.begin(), model.indexes.end(),
                     [&](const IndexInfo& index) { return index.unique && index.attributes == columns; });
}

Columns conflict_target(const ModelInfo& model, std::span<const std::string_view> names) {
  Columns columns;
  const auto add = [&](const AttributeInfo* column) {  // once, though several may share it
    if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
  };
  for (std::string_view name : names) {
    const AssociationInfo* association = model.find_association(name);
    if (association != nullptr && association->refers())
      for (const AttributeInfo* column : association->own_columns()) add(column);
    else
      add(&model.attribute(name));
  }
  if (declared_unique(model, columns)) return columns;
  throw QueryError(fmt::format(
      "upsert_all needs attributes that are declared unique together, and these of {} are not: declare them with "
      "m.unique_index(…), or name the primary key",
      model.name));
}

// What save() would see to, or refuse.
// What a row refers to has its key already, and in this database.
void require_target(const AssociationInfo& association, const BelongsToHandle& handle, std::size_t row,
                    const std::shared_ptr<DatabaseCore>& database) {
  const Slot* target = handle.held();
  if (target == nullptr || target->block == nullptr) return;
  if (!handle.has_key())
    throw RecordNotSaved(
        fmt::format("row {}: {}.{} was given a record that had no key yet, and many rows are inserted without what "
                    "they refer to: save that record before you refer to it",
                    row, association.owner->name, association.name));
  if (target->block->database.get() == database.get()) return;
  if (const AssociationInfo* branch = association.resolved().branch_to(target->block->model()))
    require_one_database(*branch, target, DatabaseRef(database.get()));
}

void require_insertable(const Rows& rows, const std::shared_ptr<DatabaseCore>& database) {
  const ModelInfo& model = rows.model();
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const std::byte* object = rows[row];
    require_alive(*reinterpret_cast<const ModelBase*>(object + model.object.base_offset), "insert");
    for (const AssociationInfo& association : model.associations) {
      if (!association.refers()) continue;
      require_target(association, *reinterpret_cast<const BelongsToHandle*>(object + association.offset), row,
                     database);
    }
  }
}

}  // namespace

std::uint64_t insert_rows(const Rows& rows, Connection& connection, Protocol protocol) {
  if (protocol == Protocol::bulk) {
    if (const auto written = write_in_bulk(rows, connection)) return *written;
  }
  return write_by_statements(rows, connection,
                             [&](const StatementCompiler& compiler, const Columns& columns, std::size_t count) {
                               return compiler.insert(rows.model(), columns, count);
                             });
}

std::uint64_t insert_all(const ModelInfo& model, const void* first, std::size_t stride, std::size_t count,
                         const BulkOptions& options) {
  if (count == 0) return 0;
  const auto database = resolve_database(model, options.database);
  const Rows rows(model, first, stride, count);
  require_insertable(rows, database);
  if (options.skip_duplicates) {
    if (model.counts_owners) refuse_uncounted(model, "insert_all with skip_duplicates");
    const auto insert = [&](const StatementCompiler& compiler, const Columns& columns, std::size_t some) {
      return compiler.insert_ignore(model, columns, some);
    };
    return tell_bulk_write(model, Operation::insert_all, *database, [&] { return write_all(rows, *database, insert); });
  }
  const auto insert = [&] {
    std::uint64_t written = 0;
    run_whole(model, *database, count, [&] { written = insert_every(rows, *database->acquire()); });
    return written;
  };
  return tell_bulk_write(model, Operation::insert_all, *database, [&] {
    return model.counts_owners ? count_inserts(model, first, stride, count, *database, insert) : insert();
  });
}

std::uint64_t insert_all_with_keys(const ModelInfo& model, void* first, std::size_t stride, std::size_t count,
                                   const BulkOptions& options) {
  if (options.skip_duplicates)
    throw QueryError(
        "insert_all_with_keys can't skip duplicates: rows left out have no new key; use insert_all, then find_by");
  if (count == 0) return 0;
  const auto database = resolve_database(model, options.database);
  require_insertable(Rows(model, first, stride, count), database);
  std::vector<ModelBase*> records(count);
  std::byte* next = static_cast<std::byte*>(first) + model.object.base_offset;
  for (ModelBase*& record : records) {
    record = reinterpret_cast<ModelBase*>(next);
    next += stride;
  }
  run_whole(model, *database, count, [&] { insert_records(model, records, *database, Protocol::bulk); });
  return count;
}

std::uint64_t upsert_all(const ModelInfo& model, const void* first, std::size_t stride, std::size_t count,
                         std::span<const std::string_view> unique_by, const BulkOptions& options) {
  if (options.skip_duplicates) throw QueryError("upsert_all updates duplicates: use insert_all to skip them");
  const Columns conflict = conflict_target(model, unique_by);
  if (model.counts_owners) refuse_uncounted(model, "upsert_all");
  if (count == 0) return 0;
  const auto database = resolve_database(model, options.database);
  const Rows given(model, first, stride, count);
  require_insertable(given, database);
  bool all_are_written = database->dialect().can().conflict == ConflictStyle::on_conflict;
  const auto upsert = [&](const StatementCompiler& compiler, const Columns& columns, std::size_t rows) {
    Columns update;
    for (const AttributeInfo* column : columns) {
      const bool keeps = column->primary_key || column->created_at ||
                         std::find(conflict.begin(), conflict.end(), column) != conflict.end();
      if (!keeps) update.push_back(column);
    }
    all_are_written &= !update.empty();
    return compiler.upsert(model, columns, conflict, update, rows);
  };
  return tell_bulk_write(model, Operation::upsert_all, *database, [&] {
    return upsert_rows(given, *database, upsert, [&](std::uint64_t written) {
      if (all_are_written && written < count) nothing_inserted(model);
    });
  });
}

}  // namespace rowan::detail
