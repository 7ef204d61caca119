#include "dialect.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "documents.hpp"
#include "lexis.hpp"
#include "rowan/core/integer_range.hpp"
#include "rowan/query/function.hpp"
#include "rowan/schema/table.hpp"

namespace rowan::postgresql {
namespace {

Capabilities capabilities(std::uint32_t max_parameters = Capabilities().max_parameters) {
  Capabilities can;
  can.max_parameters = max_parameters;
  can.lexis = lexis;
  can.array_lists = true;
  can.arrays = true;
  can.distinct_on = true;
  can.row_lists = RowLists::none;  // a list of thousands of tuples is too deep for the parser
  can.failed_statement_aborts_transaction = true;
  return can;
}

// GREATEST and LEAST pass over NULL here. A value of the program is none, as the binder sees to; it would need a type
// to be asked.
std::string null_where_one_is(std::vector<std::string> arguments, const std::string& result) {
  std::erase_if(arguments, [](const std::string& argument) { return argument.starts_with('$') || argument == "?"; });
  if (arguments.empty()) return result;
  return fmt::format("CASE WHEN {} IS NULL THEN NULL ELSE {} END", fmt::join(arguments, " IS NULL OR "), result);
}

}  // namespace

PostgresqlDialect::PostgresqlDialect() : Dialect(capabilities()) {}

PostgresqlDialect::PostgresqlDialect(std::uint32_t max_parameters) : Dialect(capabilities(max_parameters)) {}

void PostgresqlDialect::append_placeholder(std::string& sql, std::size_t number) const {
  fmt::format_to(std::back_inserter(sql), "${}", number);
}

// The cast is for enum types, times and others that are read as text; of a text it is nothing, to indexes, too. The "C"
// collation of our columns lowers ASCII only.
void PostgresqlDialect::write_match(SqlWriter& out, const std::string& column, MatchKind kind,
                                    const bound::Literal& text, bool ignore_case) const {
  const std::string subject = column + "::text";
  Dialect::write_match(out, ignore_case ? subject + " COLLATE \"default\"" : subject, kind, text, ignore_case);
}

// Numbers of all widths are counted as of 64 bits, as other databases do. A placeholder has a number, so an argument
// may stand twice.
std::string PostgresqlDialect::call(Function function, const std::vector<std::string>& arguments, TypeKind kind) const {
  if (std::string own = document_call(function, arguments); !own.empty()) return own;
  if (std::string own = time_call(function, arguments, kind); !own.empty()) return own;
  std::vector<std::string> wide = arguments;
  if ((is_integer(kind) || kind == TypeKind::float32) && function <= Function::absolute) {
    wide.front() = "CAST(" + wide.front() + (is_integer(kind) ? " AS bigint)" : " AS double precision)");
    if (is_integer(kind) ? function != Function::add : function != Function::add && function != Function::divide)
      return Dialect::call(function, wide, kind);
  }
  if (function == Function::add) return fmt::format("({})", Dialect::sum(wide[0], wide[1], kind));
  if (function == Function::divide) {
    // Beside the 0 that it is compared with, a parameter would be an integer.
    const char* const type = kind == TypeKind::decimal ? "numeric" : "double precision";
    return Dialect::call(function, {wide[0], fmt::format("CAST({} AS {})", wide[1], type)}, kind);
  }
  const bool instant = kind == TypeKind::instant;
  switch (function) {
    case Function::lower:
    case Function::upper:  // by a collation that knows more letters than "C" does
      return fmt::format("({}({}::text COLLATE \"default\") COLLATE \"C\")",
                         function == Function::lower ? "lower" : "upper", arguments[0]);
    case Function::trim:
      return fmt::format("btrim({}::text, ' ')", arguments[0]);
    case Function::substring:
      return fmt::format("substring({}::text, CAST({} AS integer), CAST({} AS integer))", arguments[0], arguments[1],
                         arguments[2]);
    case Function::round:
      wide[1] = "CAST(" + wide[1] + " AS integer)";
      return Dialect::call(function, wide, kind);
    case Function::greatest:
    case Function::least:
      return null_where_one_is(arguments, Dialect::call(function, arguments, kind));
    case Function::now:
      return "statement_timestamp()";
    case Function::array_length:
      return fmt::format("CAST({} AS bigint)", Dialect::call(function, arguments, kind));
    default:
      break;
  }
  if (function >= Function::year && function <= Function::second) {
    std::string part = Dialect::call(function, {instant ? arguments[0] + " AT TIME ZONE 'UTC'" : arguments[0]}, kind);
    // The year before 1 is -1 here, and 0 elsewhere.
    if (function == Function::year) return fmt::format("({0} + CASE WHEN {0} < 0 THEN 1 ELSE 0 END)", part);
    return part;
  }
  if (function < Function::to_year || function > Function::to_second) return Dialect::call(function, arguments, kind);
  if (kind == TypeKind::date)
    return fmt::format("CAST({} AS date)", Dialect::call(function, {"CAST(" + arguments[0] + " AS timestamp)"}, kind));
  if (!instant) return Dialect::call(function, arguments, kind);
  return fmt::format("({} AT TIME ZONE 'UTC')", Dialect::call(function, {arguments[0] + " AT TIME ZONE 'UTC'"}, kind));
}

std::string PostgresqlDialect::typed(std::string placeholder, TypeKind kind) const {
  LogicalType type;
  type.kind = is_integer(kind) && kind != TypeKind::uint64 ? TypeKind::int64 : kind;
  if (kind == TypeKind::text) return fmt::format("CAST({} AS text) COLLATE \"C\"", placeholder);
  return fmt::format("CAST({} AS {})", placeholder, column_type(type));
}

// For columns, whose types are often wider than the attribute's. What does not fit becomes more than any of them takes.
std::string PostgresqlDialect::sum(std::string column, std::string placeholder, TypeKind kind) const {
  std::string sum = Dialect::sum(std::move(column), std::move(placeholder), kind);
  // Not a constant, which would be computed beforehand, and so always be refused.
  const std::string too_large = fmt::format("power(10.0 + abs({}), 200000)", sum);
  if (is_integer(kind) && kind != TypeKind::int64) {
    const auto [lowest, highest] = range_of(kind);
    return fmt::format("CASE WHEN {} NOT BETWEEN {} AND {} THEN {} ELSE {} END", sum, lowest, highest,
                       kind == TypeKind::uint64 ? too_large : "1e30", sum);
  }
  if (kind == TypeKind::float32) return fmt::format("CAST({} AS real)", sum);  // in a column of doubles, too
  if (kind != TypeKind::decimal) return sum;
  return fmt::format(
      "CASE WHEN length(ltrim(translate(CASE WHEN scale({0}) > 0 THEN rtrim(abs({0})::text, '0') ELSE abs({0})::text "
      "END, '.', ''), '0')) > 38 THEN {1} ELSE {0} END",
      sum, too_large);
}

// By what is left to either end, in decimals, which no pair of integers is too large for.
std::string PostgresqlDialect::sum_fits(const std::string& column, const std::string& placeholder,
                                        const LogicalType& type) const {
  const std::string amount = typed(placeholder, type.kind);
  if (is_integer(type.kind)) {
    const auto [lowest, highest] = range_of(type.kind);
    return fmt::format("{} BETWEEN {}.0 - {} AND {}.0 - {}", column, lowest, amount, highest, amount);
  }
  if (type.kind != TypeKind::decimal || type.precision == 0) return {};
  return fmt::format("abs({} + {}) < 1e{}", column, amount, type.precision - type.scale);
}

// No row for a column that has no sequence, or takes no other values than its sequence's.
std::string PostgresqlDialect::reserve_keys() const {
  return "SELECT nextval(s.name::regclass) FROM pg_get_serial_sequence($1, $2) AS s (name), generate_series(1, $3)"
         " WHERE s.name IS NOT NULL AND NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = $1::text::regclass"
         " AND attname = $2 AND attidentity = 'a')";
}

std::string PostgresqlDialect::column_type(const LogicalType& type) const {
  LogicalType element = type;
  element.kind = element_of(type.kind);
  const std::string_view brackets = is_array(type.kind) ? "[]" : "";
  switch (element.kind) {
    case TypeKind::text:
      return fmt::format("{}{} COLLATE \"C\"", Dialect::column_type(element), brackets);
    case TypeKind::bytes:
      return "bytea";
    case TypeKind::json:
      return "jsonb";
    default:
      return fmt::format("{}{}", Dialect::column_type(element), brackets);
  }
}

}  // namespace rowan::postgresql
