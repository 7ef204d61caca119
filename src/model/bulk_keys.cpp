// insert_all_with_keys: the generated keys come back, in the records' order.
#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "model/bulk_rows.hpp"
#include "model/key.hpp"
#include "model/resolve.hpp"
#include "model/writer.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/connection/driver.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/bulk.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/sql_writer.hpp"
#include "rowan/sql/statements.hpp"

namespace rowan::detail {
namespace {

// Rows a statement; databases answer longer ones no faster.
constexpr std::size_t rows_per_statement = 100;

// The records, made ready and settled around the statements that write them.
class NewRecords {
 public:
  NewRecords(const ModelInfo& model, void* first, std::size_t stride, std::size_t count)
      : model_(model), first_(static_cast<std::byte*>(first)), stride_(stride), count_(count) {}

  [[nodiscard]] const ModelInfo& model() const { return model_; }
  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] ModelBase& operator[](std::size_t i) const {
    return *reinterpret_cast<ModelBase*>(first_ + i * stride_ + model_.object.base_offset);
  }
  [[nodiscard]] Rows rows() const { return {model_, first_, stride_, count_}; }

  void prepare(DatabaseCore& database) const {
    for (std::size_t i = 0; i < count_; ++i) prepare_insert((*this)[i], database);
  }
  void settle(DatabaseCore& database) const {
    for (std::size_t i = 0; i < count_; ++i) settle_insert((*this)[i], database);
  }
  // Whether all the database makes is one integer key for each.
  [[nodiscard]] bool lack_only_their_keys() const {
    if (!model_.generated_key || model_.has_database_defaults || model_.attributes.size() < 2) return false;
    const Rows all = rows();
    for (std::size_t i = 0; i < count_; ++i) {
      if (!all.untouched(*model_.primary_key[0], all[i])) return false;
    }
    return true;
  }
  void set_key(std::size_t i, std::int64_t key) const { set_generated_key(model_, (*this)[i].object(), key); }
  [[nodiscard]] Value key(std::size_t i) const { return key_ops().get(key_of(i)); }
  void set_keys(const Value& key) const {
    for (std::size_t i = 0; i < count_; ++i) key_ops().set(key_of(i), key);
  }

 private:
  [[nodiscard]] const ValueOps& key_ops() const { return *model_.primary_key[0]->ops; }
  [[nodiscard]] void* key_of(std::size_t i) const {
    return static_cast<std::byte*>((*this)[i].object()) + model_.primary_key[0]->offset;
  }
  const ModelInfo& model_;
  std::byte* first_;
  std::size_t stride_, count_;
};

void insert_one_by_one(const NewRecords& records, DatabaseCore& database) {
  for (std::size_t i = 0; i < records.size(); ++i) insert_record(records[i], database);
}

// A sequence gives the keys beforehand; then all rows go the fastest way there is. False, and nothing was inserted,
// when the column has no sequence.
bool insert_with_reserved_keys(const NewRecords& records, const std::string& sql, Connection& connection) {
  const ModelInfo& model = records.model();
  {
    SqlWriter table(connection.dialect());
    const std::string name = table.table(model.schema, model.table).finish().sql;
    Statement& statement = connection.prepared(sql);
    Execution execution(connection, statement, model.name, "reserve keys");
    statement.write(0, std::string_view(name));
    statement.write(1, std::string_view(model.primary_key[0]->column));
    statement.write(2, static_cast<std::int64_t>(records.size()));
    std::int64_t key = 0;
    for (; statement.step(); ++execution.rows) {
      statement.read(0, key);
      records.set_key(execution.rows, key);
    }
    if (execution.rows == 0) return false;
  }
  insert_rows(records.rows(), connection);
  return true;
}

// Rows [from, to) in one statement that returns their keys in order.
void insert_returning(const NewRecords& records, std::size_t from, std::size_t to, const Columns& columns,
                      const std::string& sql, Connection& connection) {
  const Rows rows = records.rows();
  RowBinder binder(rows, columns);
  Statement& statement = connection.prepared(sql);
  Execution execution(connection, statement, records.model().name, "insert_all");
  for (std::size_t i = from; i < to; ++i) binder.bind(statement, static_cast<int>((i - from) * columns.size()), i);
  std::vector<std::int64_t> keys;
  while (statement.step()) statement.read(0, keys.emplace_back());
  execution.rows = keys.size();
  if (keys.size() != to - from)
    throw StatementError(
        fmt::format("INSERT into {} returned {} keys for {} rows", records.model().table, keys.size(), to - from));
  for (std::size_t i = from; i < to; ++i) records.set_key(i, keys[i - from]);
}

void insert_returning_keys(const NewRecords& records, Connection& connection) {
  const ModelInfo& model = records.model();
  const Columns columns = records.rows().columns_of(0);
  const std::size_t most = std::max<std::size_t>(
      1, std::min(rows_per_statement, std::size_t{connection.dialect().can().max_parameters} / columns.size()));
  for (std::size_t from = 0; from < records.size();) {
    const std::size_t to = std::min(records.size(), from + most);
    const std::string sql =
        insert_sql(connection.dialect(), model, columns, to - from, std::span(&model.primary_key[0], 1));
    insert_returning(records, from, to, columns, sql, connection);
    from = to;
  }
}

void insert_all_of(const NewRecords& records, DatabaseCore& database) {
  const Dialect& dialect = database.dialect();
  const std::string reserve = dialect.reserve_keys();
  const bool fast = records.lack_only_their_keys() && (!reserve.empty() || dialect.can().returning_in_order);
  if (!fast) return insert_one_by_one(records, database);
  records.prepare(database);
  const Value no_key = records.key(0);
  try {
    Lease connection = database.acquire();
    if (reserve.empty())
      insert_returning_keys(records, *connection);
    else if (!insert_with_reserved_keys(records, reserve, *connection))
      return insert_one_by_one(records, database);
  } catch (...) {
    // Nothing was inserted: a later save() must ask for keys again.
    records.set_keys(no_key);
    throw;
  }
  records.settle(database);
}

}  // namespace

std::uint64_t insert_all_with_keys(const ModelInfo& model, void* first, std::size_t stride, std::size_t count,
                                   const BulkOptions& options) {
  if (options.skip_duplicates)
    throw QueryError(
        "insert_all_with_keys can't skip duplicates: rows left out have no new key; use insert_all, then find_by");
  if (count == 0) return 0;
  const auto database = resolve_database(model, options.database, nullptr);
  const NewRecords records(model, first, stride, count);
  database->run([&](Transaction&) { insert_all_of(records, *database); }, {});
  return count;
}

}  // namespace rowan::detail
