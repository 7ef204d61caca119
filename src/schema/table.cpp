#include "rowan/schema/table.hpp"

#include <algorithm>

#include "rowan/schema/database_schema.hpp"

namespace rowan::schema {

const Column* Table::find_column(std::string_view column) const {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const Column& each) { return each.name == column; });
  return found == columns.end() ? nullptr : &*found;
}

const Table* DatabaseSchema::find_table(std::string_view schema, std::string_view table) const {
  const auto found = std::find_if(tables.begin(), tables.end(),
                                  [&](const Table& each) { return each.schema == schema && each.name == table; });
  return found == tables.end() ? nullptr : &*found;
}

}  // namespace rowan::schema
