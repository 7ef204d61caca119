// What tables a database in memory has.
#include "rowan/connection/introspector.hpp"

#include <algorithm>

#include "rowan/connection/database_core.hpp"
#include "testing/memory/dialect.hpp"
#include "testing/memory/session.hpp"

namespace rowan::testing::memory {
namespace {

schema::LiveColumn live(const schema::Table& table, const schema::Column& column) {
  const TypeKind kind = column.type.kind;
  schema::LiveColumn result;
  result.name = column.name;
  result.type = to_string(kind);
  result.holds = schema::class_of(kind);
  if (is_integer(kind)) {
    result.is_unsigned = is_unsigned(kind);
    const auto narrowest = result.is_unsigned ? TypeKind::uint8 : TypeKind::int8;
    result.bits = static_cast<std::uint8_t>(8 << (static_cast<int>(kind) - static_cast<int>(narrowest)));
  }
  result.length = column.type.length;
  result.precision = column.type.precision;
  result.scale = column.type.scale;
  result.nullable = column.nullable && std::count(table.primary_key.begin(), table.primary_key.end(), column.name) == 0;
  result.generated = column.generated;
  result.default_sql = column.default_sql;
  return result;
}

schema::LiveTable live(const schema::Table& table) {
  schema::LiveTable result;
  result.schema = table.schema;
  result.name = table.name;
  for (const schema::Column& column : table.columns) result.columns.push_back(live(table, column));
  result.primary_key = table.primary_key;
  for (const schema::Index& index : table.indexes) result.indexes.push_back({index, index.where.empty()});
  result.foreign_keys = table.foreign_keys;
  return result;
}

class MemoryIntrospector final : public Introspector {
 public:
  [[nodiscard]] schema::LiveSchema read(Database& database, std::span<const schema::TableName> names) const override {
    const Lease connection = database.core()->acquire();
    schema::LiveSchema result;
    for (const schema::Table& table : static_cast<Session&>(connection->driver().session()).tables()) {
      const bool wanted = std::any_of(names.begin(), names.end(), [&](const schema::TableName& name) {
        return name.schema == table.schema && name.name == table.name;
      });
      if (wanted) result.tables.push_back(live(table));
    }
    return result;
  }
};

}  // namespace

const Introspector* MemoryDialect::introspector() const {
  static const MemoryIntrospector introspector;
  return &introspector;
}

}  // namespace rowan::testing::memory
