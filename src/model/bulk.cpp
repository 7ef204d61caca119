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

// Statements of few lengths, so that the connection's cache keeps them. SQLite journals each page once a statement:
// tables with indexes gain up to a thousand rows, those without little beyond a hundred.
constexpr std::size_t statement_lengths[] = {1000, 100, 10, 1};

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
      if (!may_be_left_out(attribute) || !untouched(attribute, (*this)[i])) columns.push_back(&attribute);
    }
    return columns;
  }
  // The first row after `i` that sends other columns than row `i`, looking no further than one statement takes: what
  // was looked at is then still in the cache when it is bound.
  [[nodiscard]] std::size_t end_of_run(std::size_t i) const {
    Columns optional;
    for (const AttributeInfo& attribute : model_.attributes) {
      if (may_be_left_out(attribute)) optional.push_back(&attribute);
    }
    const auto like_first = [&](std::size_t row) {
      return std::all_of(optional.begin(), optional.end(), [&](const AttributeInfo* attribute) {
        return untouched(*attribute, (*this)[row]) == untouched(*attribute, (*this)[i]);
      });
    };
    const std::size_t most = std::min(count_, i + statement_lengths[0]);
    std::size_t end = i + 1;
    while (end < most && like_first(end)) ++end;
    return end;
  }
  [[nodiscard]] bool untouched(const AttributeInfo& attribute, const std::byte* object) const {
    std::array<std::uint64_t, 4> words{};
    attribute.ops->fingerprint(object + attribute.offset, words.data());
    return std::memcmp(words.data(), &model_.initial_fingerprints[attribute.word],
                       attribute.ops->words * sizeof(std::uint64_t)) == 0;
  }

 private:
  [[nodiscard]] bool may_be_left_out(const AttributeInfo& attribute) const {
    return (model_.generated_key && attribute.primary_key) || attribute.database_default;
  }
  const ModelInfo& model_;
  const std::byte* first_;
  std::size_t stride_, count_;
};

// Binds rows; what the library fills in (time-stamps, UUID keys) is bound in place of the untouched member.
class RowBinder {
 public:
  RowBinder(const Rows& rows, const Columns& columns) : rows_(rows), columns_(columns), now_(rowan::now()) {
    for (const AttributeInfo* column : columns) {
      plain_ &= !filled_in(*column);
      members_.push_back(rows.model().members[column->index]);
    }
  }
  void bind(Statement& statement, int index, std::size_t row) {
    if (plain_)
      bind_plainly(statement, index, row);
    else
      bind_one_by_one(statement, index, row);
  }

 private:
  void bind_plainly(Statement& statement, int index, std::size_t row) {
    const int first = index;
    try {
      statement.write_members(members_, rows_[row], index);
    } catch (const InvalidValue& error) {
      refuse(row, *columns_[static_cast<std::size_t>(index - first)], error);
    }
  }
  void bind_one_by_one(Statement& statement, int index, std::size_t row) {
    const std::byte* object = rows_[row];
    const AttributeInfo* current = nullptr;
    try {
      for (const AttributeInfo* column : columns_) {
        current = column;
        if (!fill_in(statement, index, *column, object)) column->ops->write(statement, index, object + column->offset);
        ++index;
      }
    } catch (const InvalidValue& error) {
      refuse(row, *current, error);
    }
  }
  [[noreturn]] void refuse(std::size_t row, const AttributeInfo& column, const InvalidValue& error) const {
    throw InvalidValue(
        fmt::format("row {}: {}.{} can't be sent: {}", row, rows_.model().name, column.name, error.what()));
  }
  static bool filled_in(const AttributeInfo& column) {
    return column.created_at || column.updated_at ||
           (column.primary_key && column.generated && column.type.kind == TypeKind::uuid);
  }
  bool fill_in(Statement& statement, int index, const AttributeInfo& column, const std::byte* object) {
    if (!filled_in(column) || !rows_.untouched(column, object)) return false;
    if (column.type.kind == TypeKind::uuid)
      statement.write(index, Uuid::time_ordered());
    else if (column.type.kind == TypeKind::instant)
      statement.write(index, now_);
    else
      statement.write(index, LocalDateTime(now_.time_since_epoch()));
    return true;
  }
  const Rows& rows_;
  const Columns& columns_;
  std::vector<MemberStep> members_;
  Instant now_;
  bool plain_ = true;
};

using MakeSql = std::function<std::string(const Dialect&, const Columns&, std::size_t rows)>;

// The longest of the lengths that `left` rows fill and the database takes.
std::size_t statement_length(const Dialect& dialect, std::size_t columns, std::size_t left) {
  if (columns == 0 || !dialect.can().multi_row_insert) return 1;
  for (const std::size_t length : statement_lengths) {
    if (length <= left && length * columns <= dialect.can().max_parameters) return length;
  }
  return 1;
}

// The statement's text, made again only when its columns or its length change.
class StatementText {
 public:
  explicit StatementText(const MakeSql& make) : make_(make) {}
  const std::string& of(const Dialect& dialect, const Columns& columns, std::size_t rows) {
    if (rows != rows_ || columns != columns_) {
      text_ = make_(dialect, columns, rows);
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
                        Connection& connection, StatementText& text) {
  RowBinder binder(rows, columns);
  std::uint64_t written = 0;
  while (from < to) {
    const std::size_t count = statement_length(connection.dialect(), columns.size(), to - from);
    Statement& statement = connection.prepared(text.of(connection.dialect(), columns, count));
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
        StatementText text(make_sql);
        for (std::size_t from = 0; from < rows.count();) {
          const Columns columns = rows.columns_of(from);
          const std::size_t to = rows.end_of_run(from);
          written += write_run(rows, from, to, columns, *connection, text);
          from = to;
        }
      },
      {});
  return written;
}

bool declared_unique(const ModelInfo& model, const Columns& columns) {
  if (columns == model.primary_key) return true;
  return std::any_of(model.indexes.begin(), model.indexes.end(),
                     [&](const IndexInfo& index) { return index.unique && index.attributes == columns; });
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
  throw QueryError(fmt::format(
      "upsert_all needs attributes that are declared unique together, and these of {} are not: declare them with "
      "m.unique_index(…), or name the primary key",
      model.name));
}

}  // namespace

std::uint64_t insert_all(const ModelInfo& model, const void* first, std::size_t stride, std::size_t count,
                         const BulkOptions& options) {
  if (count == 0) return 0;
  const auto database = resolve_database(model, options.database, nullptr);
  return write_all(Rows(model, first, stride, count), *database,
                   [&](const Dialect& dialect, const Columns& columns, std::size_t rows) {
                     return options.skip_duplicates ? insert_ignore_sql(dialect, model, columns, rows)
                                                    : insert_sql(dialect, model, columns, rows);
                   });
}

std::uint64_t insert_all_with_keys(const ModelInfo& model, void* first, std::size_t stride, std::size_t count,
                                   const BulkOptions& options) {
  if (options.skip_duplicates)
    throw QueryError(
        "insert_all_with_keys can't skip duplicates: rows left out have no new key; use insert_all, then find_by");
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

std::uint64_t upsert_all(const ModelInfo& model, const void* first, std::size_t stride, std::size_t count,
                         std::span<const std::string_view> unique_by, const BulkOptions& options) {
  if (options.skip_duplicates) throw QueryError("upsert_all updates duplicates: use insert_all to skip them");
  const Columns conflict = conflict_target(model, unique_by);
  if (count == 0) return 0;
  const auto database = resolve_database(model, options.database, nullptr);
  return write_all(Rows(model, first, stride, count), *database,
                   [&](const Dialect& dialect, const Columns& columns, std::size_t rows) {
                     Columns update;
                     for (const AttributeInfo* column : columns) {
                       const bool keeps = column->primary_key || column->created_at ||
                                          std::find(conflict.begin(), conflict.end(), column) != conflict.end();
                       if (!keeps) update.push_back(column);
                     }
                     return upsert_sql(dialect, model, columns, conflict, update, rows);
                   });
}

}  // namespace rowan::detail
