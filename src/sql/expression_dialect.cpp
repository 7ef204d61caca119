#include "rowan/sql/expression_dialect.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <utility>

#include "rowan/core/error.hpp"
#include "rowan/query/function.hpp"
#include "rowan/sql/sql_writer.hpp"

namespace rowan {
namespace {

// Not a backslash: MySQL would need it doubled, PostgreSQL would not.
constexpr char escape = '!';

std::string escaped(std::string_view text) {
  std::string pattern;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == escape) pattern += escape;
    pattern += c;
  }
  return pattern;
}

template <MatchKind kind>
Value like_pattern(const Value& text) {
  const bool open_start = kind != MatchKind::starts_with;
  const bool open_end = kind != MatchKind::ends_with;
  return Value((open_start ? "%" : "") + escaped(text.as_string()) + (open_end ? "%" : ""));
}
constexpr Value (*like_patterns[])(const Value&) = {
    &like_pattern<MatchKind::contains>, &like_pattern<MatchKind::starts_with>, &like_pattern<MatchKind::ends_with>};

}  // namespace

ExpressionDialect::~ExpressionDialect() = default;

void ExpressionDialect::append_identifier(std::string& sql, std::string_view name) const {
  append_quoted(sql, name, '"');
}

void ExpressionDialect::append_quoted(std::string& sql, std::string_view name, char quote) {
  if (name.find('\0') != std::string_view::npos) {
    throw QueryError(fmt::format("the name '{}' has a NUL in it", name.substr(0, name.find('\0'))));
  }
  sql += quote;
  for (auto at = name.find(quote); at != std::string_view::npos; at = name.find(quote)) {
    sql.append(name.substr(0, at + 1)) += quote;
    name.remove_prefix(at + 1);
  }
  sql.append(name) += quote;
}

std::string ExpressionDialect::quoted(std::string_view name) const {
  std::string sql;
  append_identifier(sql, name);
  return sql;
}

void ExpressionDialect::append_placeholder(std::string& sql, std::size_t) const { sql += '?'; }

std::string ExpressionDialect::comparable(std::string column, TypeKind) const { return column; }

std::string ExpressionDialect::as_decimal(std::string integer) const { return integer; }

std::string ExpressionDialect::as_double(std::string number) const {
  return fmt::format("CAST({} AS DOUBLE PRECISION)", number);
}

std::string ExpressionDialect::normal_json(std::string sql) const { return sql; }

std::string ExpressionDialect::null_test(std::string value, TypeKind, bool negated) const {
  return std::move(value) + (negated ? " IS NOT NULL" : " IS NULL");
}

std::string ExpressionDialect::sum(std::string column, std::string placeholder, TypeKind) const {
  return std::move(column) + " + " + std::move(placeholder);
}
std::string ExpressionDialect::sum_fits(const std::string&, const std::string&, const LogicalType&) const { return {}; }

std::string ExpressionDialect::differ(const std::string& left, const std::string& right, TypeKind) const {
  return left + " IS DISTINCT FROM " + right;
}

std::string ExpressionDialect::fitted(std::string value, const LogicalType&) const { return value; }

std::string ExpressionDialect::zero(TypeKind) const { return "0"; }

std::string ExpressionDialect::call(Function function, const std::vector<std::string>& arguments, TypeKind kind) const {
  const auto of = [&](const char* name) { return fmt::format("{}({})", name, fmt::join(arguments, ", ")); };
  const auto between = [&](const char* sign) { return fmt::format("({})", fmt::join(arguments, sign)); };
  switch (function) {
    case Function::add:
      return "(" + sum(arguments[0], arguments[1], kind) + ")";
    case Function::subtract:
      return between(" - ");
    case Function::multiply:
      return between(" * ");
    case Function::divide:
      if (kind != TypeKind::decimal) return fmt::format("({} / NULLIF({}, 0))", arguments[0], arguments[1]);
      return fmt::format("ROUND(ROUND({}, 30) / NULLIF({}, 0), {})", arguments[0], arguments[1], quotient_digits);
    case Function::modulo:
      return fmt::format("MOD({}, NULLIF({}, 0))", arguments[0], arguments[1]);
    case Function::absolute:
      return of("ABS");
    case Function::round:
      return of("ROUND");
    case Function::floor:
      return of("FLOOR");
    case Function::ceiling:
      return of("CEILING");
    case Function::coalesce:
      return of("COALESCE");
    case Function::null_if:
      return of("NULLIF");
    case Function::greatest:
      return of("GREATEST");
    case Function::least:
      return of("LEAST");
    case Function::length:
      return of("char_length");
    case Function::lower:
      return of("lower");
    case Function::upper:
      return of("upper");
    case Function::trim:
      return of("trim");
    case Function::concat:
      return between(" || ");
    case Function::substring:
      return of("substring");
    case Function::replace:
      return of("replace");
    case Function::now:
      return "CURRENT_TIMESTAMP";
    case Function::random:
      return "RANDOM()";
    case Function::array_length:
      return of("cardinality");
    case Function::array_has_any:
      return between(" && ");
    case Function::array_has_all:
      return between(" @> ");
    default:
      break;
  }
  if (function >= Function::to_year) return fmt::format("date_trunc('{}', {})", part_name(function), arguments[0]);
  return fmt::format("CAST(FLOOR(EXTRACT({} FROM {})) AS BIGINT)", part_name(function), arguments[0]);
}

std::string_view ExpressionDialect::part_name(Function function) {
  constexpr std::string_view names[] = {"YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"};
  const auto first = function >= Function::to_year ? Function::to_year : Function::year;
  return names[static_cast<std::size_t>(function) - static_cast<std::size_t>(first)];
}

// A sum of integers is one, and is refused where 64 bits can't hold it. Their average is a double: the sum, which is
// exact, by the number.
std::string ExpressionDialect::aggregate(AggregateFunction function, bool distinct, const std::string& argument,
                                         const std::function<std::string()>& again, TypeKind kind) const {
  const char* only = distinct ? "DISTINCT " : "";
  switch (function) {
    case AggregateFunction::count:
      return fmt::format("COUNT({}{})", only, argument);
    case AggregateFunction::sum:
      if (is_integer(kind)) return fmt::format("COALESCE(CAST(SUM({}{}) AS BIGINT), 0)", only, argument);
      return fmt::format("COALESCE(SUM({}{}), 0)", only, argument);
    case AggregateFunction::average:
      if (is_integer(kind))
        return fmt::format("(CAST(SUM({0}{1}) AS DOUBLE PRECISION) / COUNT({0}{2}))", only, argument, again());
      if (kind != TypeKind::decimal) return fmt::format("AVG({}{})", only, argument);
      return fmt::format("ROUND(ROUND(SUM({0}{1}), 30) / COUNT({0}{2}), {3})", only, argument, again(),
                         quotient_digits);
    case AggregateFunction::minimum:
      return fmt::format("MIN({})", argument);
    case AggregateFunction::maximum:
      break;
  }
  return fmt::format("MAX({})", argument);
}

std::string ExpressionDialect::typed(std::string placeholder, TypeKind) const { return placeholder; }

void ExpressionDialect::write_match(SqlWriter& out, const std::string& column, MatchKind kind,
                                    const bound::Literal& text, bool ignore_case) const {
  const std::string placeholder = exact_text(out.bind(text, like_patterns[static_cast<std::size_t>(kind)]));
  const char* form = ignore_case ? "lower({}) LIKE lower({}) ESCAPE '{}'" : "{} LIKE {} ESCAPE '{}'";
  out.text(fmt::format(fmt::runtime(form), column, placeholder, escape));
}

bool ExpressionDialect::write_long_list(SqlWriter&, const bound::Literal&) const { return false; }

namespace {

void append_json_text(std::string& json, std::string_view text) {
  json += '"';
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 && c != 0)  // a NUL is refused as it is bound
      json += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      json += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
  }
  json += '"';
}

// JSON has no infinity and no NaN, and nor have the databases that take a list so.
std::string json_number(const Value& value) {
  const auto* number = std::get_if<double>(&value.storage());
  if (number == nullptr || std::isfinite(*number)) return value.to_string();
  throw InvalidValue(
      fmt::format("{} can't be in a list as long as this: no column of this database holds it, so take "
                  "it out",
                  value.to_string()));
}

Value json_array(const Value& list) {
  std::string json = "[";
  for (const Value& value : list.as_list()) {
    if (json.size() > 1) json += ',';
    const Value::Storage& held = value.storage();
    const bool number = std::holds_alternative<std::int64_t>(held) || std::holds_alternative<std::uint64_t>(held) ||
                        std::holds_alternative<double>(held);
    if (value.is_null())
      json += "null";
    else if (const auto* truth = std::get_if<bool>(&held))
      json += *truth ? '1' : '0';
    else if (number)
      json += json_number(value);
    else
      append_json_text(json, value.to_string());
  }
  return Value(json + ']');
}

}  // namespace

std::string ExpressionDialect::bind_as_json(SqlWriter& out, const bound::Literal& list) {
  return out.bind({list.value, TypeKind::text, list.origin}, &json_array);
}

std::string ExpressionDialect::exact_text(std::string text) const { return text; }

}  // namespace rowan
