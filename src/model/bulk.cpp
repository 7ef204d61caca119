// insert_all and upsert_all: many rows a statement, one transaction.
#include "rowan/model/bulk.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>

#include "model/resolve.hpp"
#include "model/writer.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/statements.hpp"

namespace rowan::detail {
namespace {

// Beyond this, longer statements gain nothing: measured on SQLite, where preparing dominates small and binding large ones.
constexpr std::size_t most_rows_per_statement = 100;

using Columns = std::vector<const AttributeInfo*>;

class Rows {
 public:
  Rows(const ModelInfo& model, const void* first, std::size_t stride, std::size_t count)
      : model_(model), first_(static_cast<const std::byte*>(first)), stride_(stride), count_(count) {}
  [[nodiscard]] const ModelInfo& model() const { return model_; }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] const std::byte* operator[](std::size_t i) const { return first_ + i * stride_; }

  // The columns that row `i` sends: not a generated key or a database default that it leaves untouched.
  [[nodiscard]] Columns columns_of(std::size_t i) const {
    Columns columns;
    for (const AttributeInfo& attribute : model_.attributes) {
      const bool left_out = (model_.generated_key && attribute.primary_key) || attribute.database_default;
      if (!left_out || !untouched(attribute, (*this)[i])) columns.push_back(&attribute);
    }
    return columns;
  }
  [[nodiscard]] bool untouched(const AttributeInfo& attribute, const std::byte* object) const {
    std::array<std::uint64_t, 4> words{};
    attribute.ops->fingerprint(object + attribute.offset, words.data());
    return std::memcmp(words.data(), &model_.initial_fingerprints[attribute.word], attribute.ops->words * sizeof(std::uint64_t)) == 0;
  }

 private:
  const ModelInfo& model_;
  const std::byte* first_;
  std::size_t stride_, count_;
};

// Binds rows; what the library fills in (time-stamps, UUID keys) is bound in place of the untouched member.
class RowBinder {
 public:
  RowBinder(const Rows& rows, const Columns& columns) : rows_(rows), columns_(columns), now_(rowan::now()) {
    for (const AttributeInfo* column : columns) plain_ &= !filled_in(*column);
  }
  void bind(Statement& statement, int index, std::size_t row) {
    const std::byte* object = rows_[row];
    const AttributeInfo* current = nullptr;
    try {
      for (const AttributeInfo* column : columns_) {
        current = column;
        if (plain_ || !fill_in(statement, index, *column, object)) column->ops->write(statement, index, object + column->offset);
        ++index;
      }
    } catch (const InvalidValue& error) {
      throw InvalidValue(fmt::format("row {}: {}.{} can't be sent: {}", row, rows_.model().name, current->name, error.what()));
    }
  }

 private:
  static bool filled_in(const AttributeInfo& column) {
    return column.created_at || column.updated_at || (column.primary_key && column.generated && column.type.kind == TypeKind::uuid);
  }
  bool fill_in(Statement& statement, int index, const AttributeInfo& column, const std::byte* object) {
    if (!filled_in(column) || !rows_.untouched(column, object)) return false;
    if (column.type.kind == TypeKind::uuid) statement.write(index, Uuid::time_ordered());
    else if (column.type.kind == TypeKind::instant) statement.write(index, now_);
    else statement.write(index, LocalDateTime(now_.time_since_epoch()));
    return true;
  }
  const Rows& rows_;
  const Columns& columns_;
  Instant now_;
  bool plain_ = true;
};

using MakeSql = std::function<std::string(const Dialect&, const Columns&, std::size_t rows)>;

std::size_t rows_per_statement(const Dialect& dialect, std::size_t columns) {
  if (!dialect.can().multi_row_insert) return 1;
  return std::clamp<std::size_t>(dialect.can().max_parameters / std::max<std::size_t>(columns, 1), 1, most_rows_per_statement);
}

// Writes rows [from, to), which all send the same columns.
std::uint64_t write_run(const Rows& rows, std::size_t from, std::size_t to, const Columns& columns, Connection& connection, const MakeSql& make_sql) {
  RowBinder binder(rows, columns);
  std::uint64_t written = 0;
  const std::size_t most = columns.empty() ? 1 : rows_per_statement(connection.dialect(), columns.size());
  const std::string full = make_sql(connection.dialect(), columns, std::min(most, to - from));
  while (from < to) {
    const std::size_t count = std::min(most, to - from);
    Statement& statement = connection.prepared(count == most ? full : make_sql(connection.dialect(), columns, count));
    Execution execution(connection, statement, rows.model().name, "insert_all");
    for (std::size_t i = 0; i < count; ++i) binder.bind(statement, static_cast<int>(i * columns.size()), from + i);
    execution.rows = statement.run();
    written += execution.rows;
    from += count;
  }
  return written;
}

std::uint64_t write_all(const Rows& rows, DatabaseCore& database, const MakeSql& make_sql) {
  std::uint64_t written = 0;
  database.run(
      [&](Transaction&) {
        Lease connection = database.acquire();
        for (std::size_t from = 0; from < rows.count();) {
          const Columns columns = rows.columns_of(from);
          std::size_t to = from + 1;
          while (to < rows.count() && rows.columns_of(to) == columns) ++to;
          written += write_run(rows, from, to, columns, *connection, make_sql);
          from = to;
        }
      },
      {});
  return written;
}

bool declared_unique(const ModelInfo& model, const Columns& columns) {
  if (columns == model.primary_key) return true;
  return std::any_of(model.indexes.begin(), model.indexes.end(), [&](const IndexInfo& index) { return index.unique && index.attributes == columns; });
}

Columns conflict_target(const ModelInfo& model, std::span<const std::string_view> names) {
  Columns columns;
  for (std::string_view name : names) {
    const AssociationInfo* association = model.find_association(name);
    if (association != nullptr && association->kind == AssociationKind::belongs_to) {
      columns.insert(columns.end(), association->foreign_key.begin(), association->foreign_key.end());
    } else {
      columns.push_back(&model.attribute(name));
    }
  }
  if (declared_unique(model, columns)) return columns;
  throw QueryError(fmt::format("upsert_all needs attributes that are declared unique together, and these of {} are not: declare them with "
                               "m.unique_index(…), or name the primary key",
                               model.name));
}

}  // namespace

std::uint64_t insert_all(const ModelInfo& model, const void* first, std::size_t stride, std::size_t count, const BulkOptions& options) {
  if (count == 0) return 0;
  const auto database = resolve_database(model, options.database, nullptr);
  return write_all(Rows(model, first, stride, count), *database, [&](const Dialect& dialect, const Columns& columns, std::size_t rows) {
    return options.skip_duplicates ? insert_ignore_sql(dialect, model, columns, rows) : insert_sql(dialect, model, columns, rows);
  });
}

std::uint64_t insert_all_with_keys(const ModelInfo& model, void* first, std::size_t stride, std::size_t count, const BulkOptions& options) {
  if (options.skip_duplicates) throw QueryError("insert_all_with_keys can't skip duplicates: rows left out have no new key; use insert_all, then find_by");
  const auto database = resolve_database(model, options.database, nullptr);
  database->run(
      [&](Transaction&) {
        for (std::size_t i = 0; i < count; ++i) {
          auto* object = static_cast<std::byte*>(first) + i * stride;
          insert_record(*reinterpret_cast<ModelBase*>(object + model.object.base_offset), *database);
        }
      },
      {});
  return count;
}

std::uint64_t upsert_all(const ModelInfo& model, const void* first, std::size_t stride, std::size_t count, std::span<const std::string_view> unique_by,
                         const BulkOptions& options) {
  if (options.skip_duplicates) throw QueryError("upsert_all updates duplicates: use insert_all to skip them");
  const Columns conflict = conflict_target(model, unique_by);
  if (count == 0) return 0;
  const auto database = resolve_database(model, options.database, nullptr);
  return write_all(Rows(model, first, stride, count), *database, [&](const Dialect& dialect, const Columns& columns, std::size_t rows) {
    Columns update;
    for (const AttributeInfo* column : columns) {
      const bool keeps = column->primary_key || column->created_at || std::find(conflict.begin(), conflict.end(), column) != conflict.end();
      if (!keeps) update.push_back(column);
    }
    return upsert_sql(dialect, model, columns, conflict, update, rows);
  });
}

}  // namespace rowan::detail
