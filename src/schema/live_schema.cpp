#include "rowan/schema/live_schema.hpp"

#include <algorithm>

#include "core/ascii_case.hpp"

namespace rowan::schema {
std::string_view to_string(ColumnClass holds) {
  constexpr std::string_view names[] = {"a boolean",
                                        "an integer",
                                        "a real number",
                                        "a decimal",
                                        "text",
                                        "bytes",
                                        "a date",
                                        "a time",
                                        "a date and time",
                                        "an instant",
                                        "a UUID",
                                        "JSON",
                                        "one of a list of texts",
                                        "bits",
                                        "an array",
                                        "what the library has no type for"};
  return names[static_cast<std::size_t>(holds)];
}

ColumnClass class_of(TypeKind kind) {
  if (is_array(kind)) return ColumnClass::array;
  if (is_integer(kind)) return ColumnClass::integer;
  switch (kind) {
    case TypeKind::boolean:
      return ColumnClass::boolean;
    case TypeKind::float32:
    case TypeKind::float64:
      return ColumnClass::real;
    case TypeKind::decimal:
      return ColumnClass::decimal;
    case TypeKind::bytes:
      return ColumnClass::bytes;
    case TypeKind::date:
      return ColumnClass::date;
    case TypeKind::local_date_time:
      return ColumnClass::date_time;
    case TypeKind::instant:
      return ColumnClass::instant;
    case TypeKind::uuid:
      return ColumnClass::uuid;
    case TypeKind::json:
      return ColumnClass::json;
    default:
      return ColumnClass::text;
  }
}

const LiveTable* LiveSchema::find_table(std::string_view schema, std::string_view table) const {
  const auto same = [&](std::string_view left, std::string_view right) {
    return same_name(left, right, tables_ignore_case);
  };
  const auto found = std::find_if(tables.begin(), tables.end(), [&](const LiveTable& each) {
    return same(each.name, table) && (same(each.schema, schema) || (!schema.empty() && same(each.own_schema, schema)));
  });
  return found == tables.end() ? nullptr : &*found;
}

const LiveColumn* LiveSchema::find_column(const LiveTable& table, std::string_view column) const {
  const auto found = std::find_if(table.columns.begin(), table.columns.end(), [&](const LiveColumn& each) {
    return same_name(each.name, column, columns_ignore_case);
  });
  return found == table.columns.end() ? nullptr : &*found;
}

bool LiveSchema::same_columns(const std::vector<std::string>& left, const std::vector<std::string>& right) const {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [&](const std::string& a, const std::string& b) { return same_name(a, b, columns_ignore_case); });
}

}  // namespace rowan::schema
