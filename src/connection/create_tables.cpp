#include <functional>
#include <set>
#include <string_view>

#include "rowan/connection/database.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/reflect/naming.hpp"
#include "rowan/schema/database_schema.hpp"
#include "rowan/schema/live_schema.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {
namespace {

// By their names alone, in these schemas.
schema::LiveSchema tables_there(Database& database, const std::set<std::string_view>& schemas) {
  schema::LiveSchema there;
  const Dialect& dialect = database.dialect();
  for (const std::string_view schema : schemas) {
    const auto rows = schema.empty() || !dialect.can().schemas
                          ? database.query(dialect.list_tables(TablesOf::own_schema))
                          : database.query(dialect.list_tables(TablesOf::named_schema), schema);
    for (const Row& row : rows) {
      there.tables.push_back(
          {.schema = row[0].as_string(), .name = row[1].as_string(), .own_schema = row[2].as_string()});
      there.tables_ignore_case = row[3].as_int64() != 0;
    }
  }
  return there;
}

std::string shown_name(const schema::Table& table) {
  return (table.schema.empty() ? "" : table.schema + '.') + table.name;
}

// Of the tables wanted, those that are there, or those that are not.
schema::DatabaseSchema those(Database& database, const schema::DatabaseSchema& wanted, bool present) {
  std::set<std::string_view> schemas;
  for (const schema::Table& table : wanted.tables) schemas.insert(table.schema);
  const schema::LiveSchema there = tables_there(database, schemas);
  schema::DatabaseSchema result;
  for (const schema::Table& table : wanted.tables) {
    if ((there.find_table(table.schema, table.name) != nullptr) == present) result.tables.push_back(table);
  }
  return result;
}

void refuse_any(const Database& database, const schema::DatabaseSchema& tables, std::string_view what,
                std::string_view advice) {
  if (tables.tables.empty()) return;
  std::string names;
  for (const schema::Table& table : tables.tables) names += (names.empty() ? "" : ", ") + shown_name(table);
  throw SchemaConflict(database.core()->label() + std::string(what) + names + ". " + std::string(advice));
}

// Where PostgreSQL would cut it, no error names the table that was meant.
void require_short_names(const schema::DatabaseSchema& wanted) {
  const auto require_short = [](const std::string& name, const std::string& what) {
    if (shortened_identifier(name) == name) return;
    throw MappingError("the name of " + what + " has " + std::to_string(name.size()) +
                       " bytes, and databases take 63 at most: give it a shorter one in configure");
  };
  for (const schema::Table& table : wanted.tables) {
    require_short(table.name, "the table " + table.name);
    for (const schema::Column& column : table.columns)
      require_short(column.name, "the column " + table.name + '.' + column.name);
    for (const schema::Check& check : table.checks)
      require_short(check.name, "the check " + check.name + " of the table " + table.name);
  }
}

schema::DatabaseSchema creatable_schema_of(std::span<const ModelInfo* const> models) {
  schema::DatabaseSchema wanted = schema::schema_of(models);
  require_short_names(wanted);
  return wanted;
}

void run_ddl(Database& database, const std::function<std::vector<std::string>()>& statements) {
  const auto run = [&] {
    const std::vector<std::string> all = statements();
    const auto lease = database.core()->acquire();
    for (const std::string& sql : all) lease->execute(sql);
  };
  if (database.dialect().can().transactional_ddl) return database.transaction(run);
  run();
}

}  // namespace

void Database::create_tables(std::span<const ModelInfo* const> models, const CreateOptions& options) {
  const schema::DatabaseSchema wanted = creatable_schema_of(models);
  std::vector<std::string> all = core()->compiler().create_tables(wanted);  // before any transaction is opened
  run_ddl(*this, [&] {
    if (options.if_missing) return core()->compiler().create_tables(those(*this, wanted, false));
    refuse_any(*this, those(*this, wanted, true), " already has these tables: ",
               "Nothing was created; leave their models out, drop or rename the tables, or say {.if_missing = true}");
    return all;
  });
}

void Database::drop_tables(std::span<const ModelInfo* const> models, const DropOptions& options) {
  const schema::DatabaseSchema wanted = schema::schema_of(models);
  run_ddl(*this, [&] {
    if (!options.if_exists) {
      refuse_any(*this, those(*this, wanted, false), " has none of these tables: ",
                 "Nothing was dropped; leave their models out, or say {.if_exists = true}");
    }
    return core()->compiler().drop_tables(those(*this, wanted, true));
  });
}

bool Database::table_exists(const ModelInfo& model) { return table_exists(model.table, model.schema); }

bool Database::table_exists(TextArgument table, TextArgument schema) {
  return tables_there(*this, {std::string_view(schema)}).find_table(schema, table) != nullptr;
}

std::vector<std::string> Database::create_tables_sql(std::span<const ModelInfo* const> models) const {
  return core()->compiler().create_tables(creatable_schema_of(models));
}

}  // namespace rowan
