// insert_all: many rows a statement, one transaction.
#include "rowan/model/bulk.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>

#include <fmt/format.h>

#include "association/counted_writes.hpp"
#include "model/load/record_statements.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/partial.hpp"
#include "model/record/resolve.hpp"
#include "model/record/tell_change.hpp"
#include "model/write/bulk_rows.hpp"
#include "model/write/bulk_statements.hpp"
#include "model/write/own_type.hpp"
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
// tables with indexes gain up to a thousand rows, those without little beyond a hundred. Short ones are close to each
// other, for each statement is a round trip: 19 rows take four.
constexpr std::size_t statement_lengths[] = {1000, 100, 50, 20, 10, 5, 2, 1};

// The longest of the lengths that `left` rows fill and the database takes.
std::size_t statement_length(const Dialect& dialect, std::size_t columns, std::size_t left, Lengths lengths,
                             std::size_t besides) {
  if (lengths == Lengths::one_row || columns == 0 || !dialect.can().multi_row_insert) return 1;
  for (const std::size_t length : statement_lengths) {
    if (length <= left && length * columns + besides <= dialect.can().max_parameters) return length;
  }
  return 1;
}

// The statement's text, made again only when its columns or its length change.
class StatementText {
 public:
  explicit StatementText(const MakeSql& make) : make_(make) {}
  const CompiledSql& of(const StatementCompiler& compiler, const Columns& columns, std::size_t rows) {
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
  CompiledSql text_;
};

CompiledSql without_values(std::string text) { return {std::move(text), {}, {}}; }

// Values that the statement has besides those of the rows, which come first.
void bind_besides(Statement& statement, const CompiledSql& sql, std::size_t sent) {
  for (std::size_t i = sent; i < sql.parameters.size(); ++i)
    write_value(statement, static_cast<int>(i), sql.parameters[i], sql.kinds[i]);
}

// Writes rows [from, to), which all send the same columns.
std::uint64_t write_run(const Rows& rows, std::size_t from, std::size_t to, const Columns& columns,
                        Connection& connection, StatementText& text, Lengths lengths, std::size_t besides) {
  RowBinder binder(rows, columns, RecordStatements::of(connection, rows.model()).facts());
  std::uint64_t written = 0;
  while (from < to) {
    const Dialect& dialect = connection.dialect();
    const std::size_t most = statement_length(dialect, columns.size(), to - from, lengths, besides);
    const std::size_t fitting = rows_that_fit(rows, columns, from, most);
    const std::size_t count = statement_length(dialect, columns.size(), fitting, lengths, besides);
    const CompiledSql& sql = text.of(connection.compiler(), columns, count);
    Statement& statement = connection.prepared(sql.sql);
    Execution execution(connection, statement, rows.model().name, "insert_all");
    for (std::size_t i = 0; i < count; ++i) binder.bind(statement, static_cast<int>(i * columns.size()), from + i);
    bind_besides(statement, sql, count * columns.size());
    written += execution.run();
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

}  // namespace

std::uint64_t write_by_statements(const Rows& rows, Connection& connection, const MakeSql& make_sql, Lengths lengths,
                                  std::size_t besides) {
  StatementText text(make_sql);
  std::uint64_t written = 0;
  for (std::size_t from = 0; from < rows.count();) {
    const Columns columns = rows.columns_of(from);
    const std::size_t to = rows.end_of_run(from, look_ahead);
    written += write_run(rows, from, to, columns, connection, text, lengths, besides);
    from = to;
  }
  return written;
}

namespace {

bool redirects_inserts(const ModelInfo& model, DatabaseCore& database) {
  const Lease connection = database.acquire();
  return RecordStatements::of(*connection, model).facts().redirects_inserts;
}

}  // namespace

// One row is one statement, unless a trigger may do something that must not stay.
void run_whole(const ModelInfo& model, DatabaseCore& database, std::size_t rows, const std::function<void()>& write) {
  if (rows == 1 && database.transaction() != nullptr && !redirects_inserts(model, database)) return write();
  database.run_step([&](Transaction&) { write(); });
}

namespace {

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
      written = execution.run();
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

// What a row refers to has its key already, and in this database.
void require_target(const AssociationInfo& association, const BelongsToHandle& handle, std::size_t row,
                    const std::shared_ptr<DatabaseCore>& database) {
  const Slot* target = handle.held();
  if (target == nullptr || target->block == nullptr) return;
  if (!handle.has_key() || target->lifecycle == Lifecycle::fresh)  // never saved, or undone
    throw RecordNotSaved(
        fmt::format("row {}: {}.{} was given a record that had no key yet, and many rows are inserted without what "
                    "they refer to: save that record before you refer to it",
                    row, association.owner->name, association.name));
  if (target->block->database.get() == database.get()) return;
  if (const AssociationInfo* branch = association.resolved().branch_to(target->block->model()))
    require_one_database(*branch, target, DatabaseRef(database.get()));
}

}  // namespace

void require_insertable(const Rows& rows, const std::shared_ptr<DatabaseCore>& database) {
  const ModelInfo& model = rows.model();
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const std::byte* object = rows[row];
    const auto& record = *reinterpret_cast<const ModelBase*>(object + model.object.base_offset);
    require_alive(record, "insert");
    if (model.type_attribute != nullptr) require_own_type(model, object);
    if (record.slot() != nullptr && record.slot()->partial) [[unlikely]] {
      for (const AttributeInfo& attribute : model.attributes) require_loaded(record, attribute);
    }
    for (const AssociationInfo& association : model.associations) {
      if (!association.refers()) continue;
      require_target(association, *reinterpret_cast<const BelongsToHandle*>(object + association.offset), row,
                     database);
    }
  }
}

std::uint64_t insert_rows(const Rows& rows, Connection& connection, Protocol protocol) {
  if (protocol == Protocol::bulk) {
    if (const auto written = write_in_bulk(rows, connection)) return *written;
  }
  return write_by_statements(rows, connection,
                             [&](const StatementCompiler& compiler, const Columns& columns, std::size_t count) {
                               return without_values(compiler.insert(rows.model(), columns, count));
                             });
}

std::uint64_t insert_all(const ModelInfo& model, const void* first, std::size_t stride, std::size_t count,
                         const BulkOptions& options) {
  if (count == 0) return 0;
  const auto database = resolve_database(model, options.database);
  const Rows rows(model, first, stride, count);
  require_insertable(rows, database);
  const RowsInPlace in_place(rows);
  if (options.skip_duplicates) {
    if (model.counts_owners) refuse_uncounted(model, "insert_all with skip_duplicates");
    const auto insert = [&](const StatementCompiler& compiler, const Columns& columns, std::size_t some) {
      return without_values(compiler.insert_ignore(model, columns, some));
    };
    return tell_bulk_write(model, Operation::insert_all, *database, [&] {
      in_place.require("insert_all");
      return write_all(rows, *database, insert);
    });
  }
  const auto insert = [&] {
    std::uint64_t written = 0;
    run_whole(model, *database, count, [&] { written = insert_every(rows, *database->acquire()); });
    return written;
  };
  return tell_bulk_write(model, Operation::insert_all, *database, [&] {
    in_place.require("insert_all");
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
  const Rows rows(model, first, stride, count);
  require_insertable(rows, database);
  rows.require_declared_digits();
  std::vector<ModelBase*> records(count);
  std::byte* next = static_cast<std::byte*>(first) + model.object.base_offset;
  for (ModelBase*& record : records) {
    record = reinterpret_cast<ModelBase*>(next);
    next += stride;
  }
  run_whole(model, *database, count, [&] { insert_records(model, records, *database, Protocol::bulk); });
  return count;
}

std::uint64_t insert_portions(const ModelInfo& model, std::size_t stride, const std::function<Portion()>& next,
                              const BulkOptions& options) {
  const auto database = resolve_database(model, options.database);
  BulkOptions there = options;
  there.database = database;
  std::uint64_t written = 0;
  database->run_step([&](Transaction&) {
    for (Portion portion = next(); portion.count != 0; portion = next())
      written += insert_all(model, portion.first, stride, portion.count, there);
  });
  return written;
}

}  // namespace rowan::detail
