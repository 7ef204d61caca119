#include "documents.hpp"

#include <fmt/format.h>

namespace rowan::postgresql {
namespace {

// What `written` makes of a value that it may take several times. Where placeholders have no numbers, as in ODBC, a
// value with some is a column of a sub-query.
template <class Written>
std::string taken_often(const std::string& value, const Written& written) {
  if (value.find('?') == std::string::npos) return written(value);
  return fmt::format("(SELECT {} FROM (SELECT {} AS v) AS s)", written("s.v"), value);
}

// Of a document that is a number, the number; of a `condition` on it, {0}, `result`, else NULL.
std::string of_number(const std::string& document, const char* condition, const char* result) {
  const std::string number = fmt::format("CAST({} #>> '{{}}' AS numeric)", document);
  // The inner CASE keeps the cast from what is no number: AND may be asked in any order.
  return fmt::format("(CASE jsonb_typeof({}) WHEN 'number' THEN CASE WHEN {} THEN {} END END)", document,
                     fmt::format(fmt::runtime(condition), number), fmt::format(fmt::runtime(result), number));
}

std::string integer_of(const std::string& document) {
  return of_number(document, "{0} = TRUNC({0}) AND {0} BETWEEN -9223372036854775808 AND 9223372036854775807",
                   "CAST({0} AS bigint)");
}

// The cast refuses what is too large, or too near to zero.
std::string double_of(const std::string& document) {
  return of_number(document, "ABS({0}) < 1.7976931348623158e308",
                   "CASE WHEN ABS({0}) < 3e-324 THEN 0 ELSE CAST({0} AS double precision) END");
}

std::string decimal_of(const std::string& document) {
  constexpr const char* form =
      "(CASE WHEN jsonb_typeof({0}) IN ('number', 'string') AND ({0} #>> '{{}}') ~ "
      "'^-?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]{{1,3}})?$' THEN CASE WHEN ABS({1}) < 1e35 THEN "
      "ROUND({1}, LEAST(scale({1}), 30)) END END)";
  return fmt::format(form, document, fmt::format("CAST({} #>> '{{}}' AS numeric)", document));
}

std::string text_of(const std::string& document) {
  return fmt::format("(CASE jsonb_typeof({0}) WHEN 'string' THEN {0} #>> '{{}}' END COLLATE \"C\")", document);
}

std::string length_of(const std::string& document) {
  return fmt::format("(CASE jsonb_typeof({0}) WHEN 'array' THEN CAST(jsonb_array_length({0}) AS bigint) END)",
                     document);
}

// The same of two values, {0} and {1}, in a form where the second follows the first.
std::string of_two(const std::string& one, const std::string& two, const char* form) {
  if ((one + two).find('?') == std::string::npos) return fmt::format(fmt::runtime(form), one, two);
  return fmt::format("(SELECT {} FROM (SELECT {} AS v, {} AS n) AS s)", fmt::format(fmt::runtime(form), "s.v", "s.n"),
                     one, two);
}

// Each of the three may stand twice.
std::string with_member(const std::string& document, const std::string& name, const std::string& value) {
  constexpr const char* form =
      "CASE COALESCE(jsonb_typeof({0}), 'null') WHEN 'object' THEN {0} || jsonb_build_object({1}, {2}) "
      "WHEN 'null' THEN jsonb_build_object({1}, {2}) ELSE {0} END";
  if ((document + name + value).find('?') == std::string::npos)
    return fmt::format("({})", fmt::format(form, document, name, value));
  return fmt::format("(SELECT {} FROM (SELECT {} AS d, {} AS n, {} AS v) AS s)", fmt::format(form, "s.d", "s.n", "s.v"),
                     document, name, value);
}

}  // namespace

std::string document_call(Function function, const std::vector<std::string>& arguments) {
  const std::string document = arguments.empty() ? "" : fmt::format("CAST({} AS jsonb)", arguments[0]);
  const auto second = [&](const char* type) { return fmt::format("CAST({} AS {})", arguments[1], type); };
  switch (function) {
    case Function::json_member:
      return fmt::format("({} -> {})", document, second("text"));
    case Function::json_element:  // the server takes a scalar for a list of itself
      return of_two(document, second("integer"), "(CASE jsonb_typeof({0}) WHEN 'array' THEN {0} -> {1} END)");
    case Function::json_text:
      return taken_often(document, text_of);
    case Function::json_integer:
      return taken_often(document, integer_of);
    case Function::json_number:
      return taken_often(document, double_of);
    case Function::json_decimal:
      return taken_often(document, decimal_of);
    case Function::json_boolean:
      return fmt::format("(CASE {} WHEN 'true' THEN true WHEN 'false' THEN false END)", document);
    case Function::json_length:
      return taken_often(document, length_of);
    case Function::json_has:  // an object or scalar contains no list
      return fmt::format("({} @> jsonb_build_array({}))", document, second("jsonb"));
    case Function::json_contains:
      return fmt::format("({} @> {})", document, second("jsonb"));
    case Function::json_with:
      return with_member(document, second("text"), fmt::format("CAST({} AS jsonb)", arguments[2]));
    case Function::json_without:
      return of_two(document, second("text"), "(CASE jsonb_typeof({0}) WHEN 'object' THEN {0} - {1} ELSE {0} END)");
    default:
      return {};
  }
}

namespace {

// Absent outside of the years 1 to 9999.
std::string readable(const std::string& time, TypeKind kind) {
  const bool date = kind == TypeKind::date, instant = kind == TypeKind::instant;
  const char* const type = date ? "date" : instant ? "timestamptz" : "timestamp";
  const std::string rest = fmt::format("{}{}", date ? "" : " 00:00:00", instant ? "+00" : "");
  return taken_often(time, [&](const std::string& value) {
    return fmt::format("(CASE WHEN {0} >= {1} '0001-01-01{2}' AND {0} < {1} '10000-01-01{2}' THEN {0} END)", value,
                       type, rest);
  });
}

// By the clock of UTC, where no day has another length.
std::string plus(const std::vector<std::string>& arguments, const char* unit, TypeKind kind) {
  const std::string amount = fmt::format("CAST(CAST({} AS bigint) || ' {}' AS interval)", arguments[1], unit);
  if (kind == TypeKind::date) return readable(fmt::format("CAST({} + {} AS date)", arguments[0], amount), kind);
  if (kind != TypeKind::instant) return readable(fmt::format("({} + {})", arguments[0], amount), kind);
  return readable(fmt::format("(({} AT TIME ZONE 'UTC' + {}) AT TIME ZONE 'UTC')", arguments[0], amount), kind);
}

}  // namespace

std::string time_call(Function function, const std::vector<std::string>& arguments, TypeKind kind) {
  switch (function) {
    case Function::add_microseconds:
      return plus(arguments, "microseconds", kind);
    case Function::add_days:
      return plus(arguments, "days", kind);
    case Function::add_months:
      return plus(arguments, "months", kind);
    case Function::microseconds_between:
      return fmt::format("CAST(EXTRACT(EPOCH FROM ({} - {})) * 1000000 AS bigint)", arguments[0], arguments[1]);
    case Function::days_between:
      return fmt::format("CAST({} - {} AS bigint)", arguments[0], arguments[1]);
    default:
      return {};
  }
}

}  // namespace rowan::postgresql
