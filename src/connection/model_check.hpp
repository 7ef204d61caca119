// One model against the table that it is mapped to.
#pragma once

#include <string>
#include <vector>

#include "rowan/connection/check.hpp"
#include "rowan/connection/introspector.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/schema/database_schema.hpp"

namespace rowan {

/// What a check knows about the database: its catalogue and its properties.
struct LiveDatabase {
  const Database& database;
  const Introspector& introspector;
  schema::LiveSchema schema;
  std::vector<schema::TableName> all_tables{};  ///< for suggestions when one is missing
};

/// Adds what does not fit between `model` and its table.
void check_model(const LiveDatabase& live, const ModelInfo& model, std::vector<Finding>& findings);
/// Adds what does not fit in a join table that no model maps.
void check_join_table(const LiveDatabase& live, const schema::Table& table, std::vector<Finding>& findings);
/// Keys, indexes and foreign keys that `wanted` has and the table lacks; `model` declares them.
void check_keys(const LiveDatabase& live, const schema::Table& wanted, const schema::LiveTable& there,
                const std::string& model, std::vector<Finding>& findings);

}  // namespace rowan
