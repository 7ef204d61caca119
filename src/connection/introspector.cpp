#include "rowan/connection/introspector.hpp"

#include <fmt/format.h>

#include "rowan/core/error.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

using schema::ColumnClass;
using schema::LiveColumn;

bool is_number(const LiveColumn& column) {
  return column.holds == ColumnClass::integer || column.holds == ColumnClass::decimal ||
         column.holds == ColumnClass::real;
}

std::optional<Misfit> misfit_of_integer(TypeKind kind, const LiveColumn& column) {
  if (column.holds == ColumnClass::real) return Misfit{false, "numbers with a fraction are refused when they are read"};
  if (column.holds == ColumnClass::decimal) {
    if (column.scale == 0) return std::nullopt;
    return Misfit{false, "numbers with a fraction are refused when they are read"};
  }
  if (column.holds != ColumnClass::integer) return Misfit{true, {}};
  const int bits =
      8 << (static_cast<int>(kind) - static_cast<int>(is_unsigned(kind) ? TypeKind::uint8 : TypeKind::int8));
  const int magnitude = is_unsigned(kind) ? bits : bits - 1;
  const int held = column.is_unsigned ? column.bits : column.bits - 1;
  // Unsigned attributes live in the next wider type of most databases.
  if (held <= magnitude || (is_unsigned(kind) && held <= 2 * bits - 1) || (bits == 8 && held <= 15))
    return std::nullopt;
  return Misfit{false, fmt::format("numbers that do not fit into {} are refused when they are read", to_string(kind))};
}

}  // namespace

Introspector::~Introspector() = default;

bool Introspector::tells_spellings_apart(const LogicalType&, std::string_view) const { return false; }

std::optional<Misfit> Introspector::misfit(const LogicalType& attribute, const LiveColumn& column) const {
  const TypeKind kind = attribute.kind;
  if (is_integer(kind)) return misfit_of_integer(kind, column);
  const bool real = kind == TypeKind::float32 || kind == TypeKind::float64;
  if (real && is_number(column)) return std::nullopt;
  if (kind == TypeKind::decimal && column.holds == ColumnClass::integer) return std::nullopt;
  if (schema::class_of(kind) == column.holds) return std::nullopt;
  return Misfit{true, {}};
}

std::string Introspector::json_list(std::span<const schema::TableName> names) {
  std::string list = "[";
  for (const schema::TableName& table : names) {
    list += list.size() == 1 ? "\"" : ",\"";
    for (const char c : table.name) {
      if (c == '"' || c == '\\') list += '\\';
      list += c;
    }
    list += '"';
  }
  return list + "]";
}

const Introspector& introspector_of(const Database& database) {
  if (const Introspector* introspector = database.dialect().introspector()) return *introspector;
  throw Unsupported(
      fmt::format("{} has no introspector: its catalogue can't be compared with models", database.dialect().name()));
}

}  // namespace rowan
