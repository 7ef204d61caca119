#include <algorithm>
#include <set>

#include "rowan/connection/database.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/schema/database_schema.hpp"
#include "rowan/sql/ddl.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

using TableName = std::pair<std::string, std::string>;  // schema, table

std::set<TableName> tables_there(Database& database) {
  std::set<TableName> names;
  for (const Row& row : database.query(database.dialect().list_tables()))
    names.emplace(row[0].as_string(), row[1].as_string());
  return names;
}

void refuse_conflicts(Database& database, const schema::DatabaseSchema& wanted) {
  const auto there = tables_there(database);
  std::string conflicts;
  for (const auto& table : wanted.tables) {
    if (!there.contains({table.schema, table.name})) continue;
    conflicts += (conflicts.empty() ? "" : ", ") + (table.schema.empty() ? "" : table.schema + '.') + table.name;
  }
  if (conflicts.empty()) return;
  throw SchemaConflict(database.core()->label() + " already has these tables: " + conflicts +
                       ". Nothing was created; leave their models out, or drop or rename the tables");
}

}  // namespace

void Database::create_tables(std::span<const ModelInfo* const> models) {
  const auto wanted = schema::schema_of(models);
  const auto statements = create_schema_sql(dialect(), wanted);
  const auto create = [&] {
    refuse_conflicts(*this, wanted);
    const auto lease = core_->acquire();
    for (const auto& sql : statements) lease->execute(sql);
  };
  if (dialect().can().transactional_ddl) return transaction(create);
  create();
}

std::vector<std::string> Database::create_tables_sql(std::span<const ModelInfo* const> models) const {
  return create_schema_sql(dialect(), schema::schema_of(models));
}

}  // namespace rowan
