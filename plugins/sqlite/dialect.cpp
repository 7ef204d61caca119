#include "dialect.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <utility>

#include "functions.hpp"
#include "lexis.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/integer_range.hpp"
#include "rowan/query/function.hpp"
#include "rowan/schema/table.hpp"
#include "rowan/sql/isolation.hpp"

namespace rowan::sqlite {
namespace {

Capabilities capabilities() {
  Capabilities can;
  can.lexis = lexis;
  can.last_insert_id = true;          // RETURNING costs 3.4 times as much
  can.max_parameters = 32766;         // SQLITE_MAX_VARIABLE_NUMBER since 3.32
  can.row_lists = RowLists::values;   // (a, b) IN ((?, ?)) is no SQLite; only sub-queries are
  can.collates_beyond_ascii = false;  // NOCASE and RTRIM
  can.forward_foreign_keys = true;
  can.alter_add_foreign_key = false;
  can.self_subquery = false;        // an UPDATE's correlated sub-query sees rows that it changed before
  can.inline_generated_key = true;  // only INTEGER PRIMARY KEY in the column is the rowid
  can.schemas = false;
  can.columns_ignore_case = true;
  can.row_locks = false;  // BEGIN IMMEDIATE locks out all other writers
  return can;
}

// In a GLOB pattern `*`, `?` and `[` mean something; as the only member of a set they mean themselves.
std::string glob_literal(std::string_view text) {
  std::string pattern;
  for (const char c : text) {
    if (c == '*' || c == '?' || c == '[') {
      pattern.append({'[', c, ']'});
    } else {
      pattern.push_back(c);
    }
  }
  return pattern;
}

Value glob_of_beginning(const Value& text) { return Value(glob_literal(text.as_string()) + '*'); }

bool is_current_timestamp(std::string_view sql) {
  constexpr std::string_view name = "CURRENT_TIMESTAMP";
  const auto same = [](char given, char wanted) { return given == wanted || given == wanted + ('a' - 'A'); };
  return sql.size() == name.size() && std::equal(sql.begin(), sql.end(), name.begin(), same);
}

}  // namespace

SqliteDialect::SqliteDialect() : Dialect(capabilities()) {}

// A date is read in one spelling only, and compares as text.
std::string_view SqliteDialect::key_collation(TypeKind kind) const { return collation_of(kind); }

std::string SqliteDialect::comparable(std::string column, TypeKind kind) const {
  const std::string_view by = key_collation(kind);
  return by.empty() ? column : fmt::format("{} COLLATE {}", column, by);
}

// A text is greater than any number here.
std::string SqliteDialect::as_decimal(std::string integer) const { return fmt::format("CAST({} AS TEXT)", integer); }

std::string SqliteDialect::sum(std::string column, std::string placeholder, TypeKind kind) const {
  if (kind == TypeKind::decimal) return fmt::format("rowan_decimal_add({}, {})", column, placeholder);
  if (kind == TypeKind::float32) return fmt::format("rowan_float_add({}, {})", column, placeholder);
  if (is_integer(kind)) {
    // Every column of integers has 64 bits, with a sign; what fits the attribute is narrower.
    const auto [lowest, highest] = range_of(kind);
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    return fmt::format("rowan_integer_add({}, {}, {}, {})", column, placeholder, lowest, std::min(highest, most));
  }
  return Dialect::sum(std::move(column), std::move(placeholder), kind);
}

std::string SqliteDialect::as_double(std::string number) const { return fmt::format("CAST({} AS REAL)", number); }

// By every bit, but for what is spelled in several ways.
std::string SqliteDialect::differ(const std::string& left, const std::string& right, TypeKind kind) const {
  const std::string_view by = key_collation(kind);
  return fmt::format("{} COLLATE {} IS NOT {}", left, by.empty() ? "BINARY" : by, right);
}

// Its columns hold what is given to them: of a number, the sum with nothing refuses what is out of range.
std::string SqliteDialect::fitted(std::string value, const LogicalType& type) const {
  if (type.kind == TypeKind::decimal && type.precision > 0 && type.precision - type.scale < Decimal::max_digits)
    return fmt::format("rowan_decimal_held({}, {}, {})", value, type.precision, type.scale);
  if (!is_integer(type.kind) && type.kind != TypeKind::float32) return value;
  return sum(std::move(value), "0", type.kind);
}

std::string SqliteDialect::zero(TypeKind kind) const { return kind == TypeKind::decimal ? "'0'" : Dialect::zero(kind); }

// LIKE ignores case whatever is wanted, so it is not used: `instr`, GLOB and functions of ours are exact. GLOB with a
// fixed beginning can use an index; with a fixed end it would try every place in the text. The subject stands once: it
// may hold placeholders.
void SqliteDialect::write_match(SqlWriter& out, const std::string& column, MatchKind kind, const bound::Literal& text,
                                bool ignore_case) const {
  const auto folded = [&](const std::string& sql) { return ignore_case ? "rowan_lower(" + sql + ")" : sql; };
  const std::string subject = folded(column);
  const auto wanted = [&] { return folded(out.bind(text)); };
  // SQLite refuses patterns of more than 50,000 bytes, and no prefix of an index needs as many.
  const bool is_long = text.value.as_string().size() > long_text;
  if (kind == MatchKind::contains) {
    out.text("instr(" + subject + ", " + wanted() + ") > 0");
  } else if (kind == MatchKind::ends_with) {
    out.text("rowan_ends_with(" + subject + ", " + wanted() + ")");
  } else if (is_long) {
    out.text("rowan_starts_with(" + subject + ", " + wanted() + ")");
  } else {
    out.text(subject + " GLOB " + folded(out.bind(text, &glob_of_beginning)));
  }
}

namespace {

// What SQLite's own functions would do in doubles, or for ASCII only; null for the others.
const char* own_function(Function function, TypeKind kind) {
  const bool decimal = kind == TypeKind::decimal;
  switch (function) {
    case Function::subtract:
      return decimal ? "rowan_decimal_subtract" : is_integer(kind) ? "rowan_integer_subtract" : nullptr;
    case Function::multiply:
      return decimal ? "rowan_decimal_multiply" : is_integer(kind) ? "rowan_integer_multiply" : nullptr;
    case Function::divide:
      return decimal ? "rowan_decimal_divide" : is_integer(kind) ? "rowan_integer_divide" : nullptr;
    case Function::absolute:
      return decimal ? "rowan_decimal_abs" : nullptr;
    case Function::round:
      return "rowan_decimal_round";
    case Function::floor:
      return "rowan_floor";
    case Function::ceiling:
      return "rowan_ceiling";
    case Function::lower:
      return "rowan_lower";
    case Function::upper:
      return "rowan_upper";
    case Function::length:
      return "length";
    case Function::substring:
      return "substr";
    case Function::greatest:
      return "max";
    case Function::least:
      return "min";
    default:
      return nullptr;
  }
}

// Of documents and times; arrays there are none.
const char* own_later_function(Function function) {
  constexpr const char* names[] = {"rowan_json_member",
                                   "rowan_json_element",
                                   "rowan_json_text",
                                   "rowan_json_integer",
                                   "rowan_json_number",
                                   "rowan_json_decimal",
                                   "rowan_json_boolean",
                                   "rowan_json_length",
                                   "rowan_json_has",
                                   "rowan_json_contains",
                                   "rowan_json_with",
                                   "rowan_json_without",
                                   "array_length",
                                   "array_has_any",
                                   "array_has_all",
                                   "rowan_add_microseconds",
                                   "rowan_add_days",
                                   "rowan_add_months",
                                   "rowan_microseconds_between",
                                   "rowan_days_between"};
  static_assert(std::size(names) ==
                static_cast<std::size_t>(last_function) - static_cast<std::size_t>(Function::json_member) + 1);
  return names[static_cast<std::size_t>(function) - static_cast<std::size_t>(Function::json_member)];
}

}  // namespace

std::string SqliteDialect::call(Function function, const std::vector<std::string>& arguments, TypeKind kind) const {
  if (const char* own = own_function(function, kind)) return fmt::format("{}({})", own, fmt::join(arguments, ", "));
  if (function == Function::add && is_integer(kind)) return sum(arguments[0], arguments[1], TypeKind::int64);
  if (function == Function::modulo) return fmt::format("({} % NULLIF({}, 0))", arguments[0], arguments[1]);
  if (function == Function::now) return "strftime('%Y-%m-%d %H:%M:%f000Z', 'now')";
  if (function >= Function::year && function <= Function::second) {
    constexpr int places[] = {0, 5, 8, 11, 14, 17};
    const auto part = static_cast<std::size_t>(function) - static_cast<std::size_t>(Function::year);
    return fmt::format("rowan_time_part({}, {}, {})", arguments[0], places[part], part == 0 ? 4 : 2);
  }
  if (function >= Function::to_year && function <= Function::to_second) {
    constexpr int lengths[] = {4, 7, 10, 13, 16, 19};
    const auto part = static_cast<std::size_t>(function) - static_cast<std::size_t>(Function::to_year);
    return fmt::format("rowan_cut_time({}, {})", arguments[0], lengths[part]);
  }
  if (function >= Function::json_member)
    return fmt::format("{}({})", own_later_function(function), fmt::join(arguments, ", "));
  return Dialect::call(function, arguments, kind);
}

std::string SqliteDialect::aggregate(AggregateFunction function, bool distinct, const std::string& argument,
                                     const std::function<std::string()>& again, TypeKind kind) const {
  const char* only = distinct ? "DISTINCT " : "";
  if (kind == TypeKind::decimal && function == AggregateFunction::sum)
    return fmt::format("COALESCE(rowan_decimal_sum({}{}), '0')", only, argument);
  if (kind == TypeKind::decimal && function == AggregateFunction::average)
    return fmt::format("rowan_decimal_divide(rowan_decimal_sum({0}{1}), COUNT({0}{2}))", only, argument, again());
  if (is_integer(kind) && function == AggregateFunction::sum)
    return fmt::format("COALESCE(rowan_integer_sum({}{}), 0)", only, argument);
  if (is_integer(kind) && function == AggregateFunction::average)
    return fmt::format("rowan_integer_average({}{})", only, argument);
  return Dialect::aggregate(function, distinct, argument, again, kind);
}

std::string SqliteDialect::window(WindowFunction function, const std::function<std::string()>& argument,
                                  std::int64_t number, const std::function<std::string()>& over, TypeKind kind) const {
  const auto called = [&](std::string_view name) {
    std::string text = fmt::format("{}({})", name, argument());
    return text + over();
  };
  const bool sums = function == WindowFunction::sum, averages = function == WindowFunction::average;
  if (sums && kind == TypeKind::decimal) return fmt::format("COALESCE({}, '0')", called("rowan_decimal_sum"));
  if (sums && is_integer(kind)) return fmt::format("COALESCE({}, 0)", called("rowan_integer_sum"));
  if (averages && is_integer(kind)) return called("rowan_integer_average");
  const bool real = kind == TypeKind::float32 || kind == TypeKind::float64;
  // Its own ones take what leaves a frame from their sum, in which a large number has left nothing of a small one.
  if (sums && real) return fmt::format("COALESCE({}, 0.0)", called("rowan_double_sum"));
  if (averages && real) return called("rowan_double_average");
  if (!averages || kind != TypeKind::decimal) return Dialect::window(function, argument, number, over, kind);
  const std::string sum = called("rowan_decimal_sum"), count = called("COUNT");
  return fmt::format("rowan_decimal_divide({}, {})", sum, count);
}

// What is kept as an integer of its own size or as text, which JSON gives back as it is.
// Its JSON reader may read a real number as one beside it.
bool SqliteDialect::write_long_list(SqlWriter& out, const bound::Literal& list) const {
  const TypeKind kind = list.kind;
  if (kind == TypeKind::float32 || kind == TypeKind::float64 || kind == TypeKind::bytes || kind == TypeKind::uint64 ||
      kind == TypeKind::json)
    return false;
  out.text("SELECT value FROM json_each(").text(bind_as_json(out, list)).text(")");
  return true;
}

std::string SqliteDialect::index_hint(IndexUse how, const std::string& index) const {
  if (how == IndexUse::none) return "NOT INDEXED";
  return how == IndexUse::force ? "INDEXED BY " + index : "";
}

PlanSql SqliteDialect::explain(std::string_view sql, const ExplainOptions& options) const {
  if (options.analyze) {
    throw Unsupported(
        "SQLite tells how it would run a query, not what that took: PostgreSQL and MariaDB have explain({.analyze = "
        "true})");
  }
  if (options.form == PlanForm::json)
    throw Unsupported("SQLite tells its plans as text only: PostgreSQL and MariaDB have them as JSON");
  return {"EXPLAIN QUERY PLAN " + std::string(sql), PlanRows::tree};
}

void SqliteDialect::write_limit(SqlWriter& out, std::optional<std::uint64_t> limit,
                                std::optional<std::uint64_t> offset) const {
  out.text(" LIMIT ");
  if (limit) {
    out.rows(*limit, ParameterSource::From::limit);
  } else {
    out.text("-1");  // SQLite has no OFFSET without LIMIT
  }
  if (offset) out.text(" OFFSET ").rows(*offset, ParameterSource::From::offset);
}

std::string SqliteDialect::column_type(const LogicalType& type) const {
  if (is_integer(type.kind)) return "INTEGER";
  switch (type.kind) {
    case TypeKind::boolean:
      return "BOOLEAN";
    case TypeKind::float32:
    case TypeKind::float64:
      return "REAL";
    case TypeKind::bytes:
      return "BLOB";
    default:
      return "TEXT";  // fixed-width texts for times, so that text order is time order
  }
}

// AUTOINCREMENT keeps a deleted row's key from being handed out again: a stale record would then change a stranger's
// row. CURRENT_TIMESTAMP is written as Rowan writes times, so that other programs see one spelling.
std::string SqliteDialect::column_definition(const schema::Column& column) const {
  if (column.generated) return column.reuse_keys ? "INTEGER PRIMARY KEY" : "INTEGER PRIMARY KEY AUTOINCREMENT";
  const bool instant = column.type.kind == TypeKind::instant;
  if (!is_current_timestamp(column.default_sql) || (!instant && column.type.kind != TypeKind::local_date_time))
    return Dialect::column_definition(column);
  schema::Column now = column;
  now.default_sql = instant ? "strftime('%Y-%m-%d %H:%M:%f000Z', 'now')" : "strftime('%Y-%m-%d %H:%M:%f000', 'now')";
  return Dialect::column_definition(now);
}

std::string SqliteDialect::list_tables(TablesOf) const {
  return "SELECT '', name, 'main', 1 FROM sqlite_schema WHERE type IN ('table', 'view')";
}

// BEGIN IMMEDIATE, because a deferred transaction that reads and then writes fails at once, whatever the time-out, when
// another one wrote meanwhile. SQLite has no read-only transactions: `query_only` holds the connection to it, until the
// transaction ends.
std::vector<std::string> SqliteDialect::begin(std::optional<Isolation> isolation, bool read_only) const {
  if (isolation && *isolation != Isolation::serializable) {
    throw Unsupported(fmt::format("SQLite has no isolation level {}: it has SERIALIZABLE only", to_string(*isolation)));
  }
  if (read_only) return {"BEGIN", "PRAGMA query_only=1"};
  return {"BEGIN IMMEDIATE"};
}

std::string SqliteDialect::last_key(const std::string& table, const std::string& column, bool remembers) const {
  const std::string there = fmt::format("SELECT coalesce(max({}), 0) FROM {}", column, table);
  if (!remembers) return there + " WHERE ?1 IS NOT NULL";
  return fmt::format("SELECT max(({}), coalesce((SELECT seq FROM sqlite_sequence WHERE name = ?1 COLLATE NOCASE), 0))",
                     there);
}

}  // namespace rowan::sqlite
