#include "dialect.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>
#include <utility>

#include "documents.hpp"
#include "plan_json.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/integer_range.hpp"
#include "rowan/query/function.hpp"
#include "rowan/schema/table.hpp"
#include "sql_text.hpp"
#include "written_rows.hpp"

namespace rowan::mysql {
namespace {

Capabilities capabilities(Server server) {
  const bool mariadb = server == Server::mariadb;
  Capabilities can;
  can.lexis = lexis;
  can.returning = mariadb;
  can.locks_of_one_table = !mariadb;
  can.references_lock_rows = true;
  can.references_checked_by_row = true;
  can.reads_before_locks = true;
  can.update_returning = false;
  can.returning_in_order = mariadb;
  can.last_insert_id = true;
  can.row_lists_convert = false;
  can.default_values = false;
  can.conflict = ConflictStyle::on_duplicate_key;
  can.nulls_first_last = false;
  can.group_frames = false;
  can.limit_in_subquery = false;
  can.self_subquery = mariadb;
  can.sets_at_once = false;
  can.transactional_ddl = false;
  can.columns_ignore_case = true;
  can.partial_indexes = false;
  can.indexed_length = 255;  // of text in bytes up to four times that; an index takes 3072
  return can;
}

std::string_view collation(Server server) { return server == Server::mysql ? "utf8mb4_0900_bin" : "utf8mb4_nopad_bin"; }

// A decimal or a double may be bound as a text, with which MySQL counts in doubles, and which makes a choice a text.
std::vector<std::string> numbers(std::vector<std::string> arguments, TypeKind kind) {
  const bool real = kind == TypeKind::float32 || kind == TypeKind::float64;
  if (!real && kind != TypeKind::decimal) return arguments;
  for (std::string& argument : arguments) {
    if (argument == "?") argument = real ? "CAST(? AS DOUBLE)" : "CAST(? AS DECIMAL(65, 30))";
  }
  return arguments;
}

std::string decimal_type(const LogicalType& type) {
  return type.precision == 0 ? "decimal(65, 30)" : fmt::format("decimal({}, {})", type.precision, type.scale);
}

bool gives_document(Function function) { return function_info(function).gives == Gives::document; }

// The server gives the text itself where it has nothing to replace, though that were to be replaced by NULL. What may
// be NULL is asked first, which takes it twice: a placeholder, which stands once, is alone or nowhere in it.
std::string replaced(const std::vector<std::string>& arguments, std::string replacing) {
  const std::string& by = arguments[2];
  if (by == "?") return replacing;
  if (by.find('?') == std::string::npos) return fmt::format("(CASE WHEN {} IS NOT NULL THEN {} END)", by, replacing);
  throw QueryError(
      "replace() puts in a value of the program, or what is made of attributes alone: a mixture of both can't be asked "
      "on MariaDB and MySQL");
}

}  // namespace

MysqlDialect::MysqlDialect(Server server) : Dialect(capabilities(server)), introspector_(server), server_(server) {}

void MysqlDialect::append_identifier(std::string& sql, std::string_view name) const { append_quoted(sql, name, '`'); }

// To the server a date of zeros IS NULL, in a column that is NOT NULL, and so it would be found where nothing is
// missing.
std::string MysqlDialect::null_test(std::string value, TypeKind kind, bool negated) const {
  if (kind != TypeKind::date && kind != TypeKind::local_date_time && kind != TypeKind::instant)
    return Dialect::null_test(std::move(value), kind, negated);
  return negated ? fmt::format("NOT ({} <=> NULL)", value) : value + " <=> NULL";
}

// The collation is said, for tables that others made: there it may ignore case.
std::string MysqlDialect::exact_text(std::string text) const {
  return fmt::format("{} COLLATE {}", text, collation(server_));
}

std::string MysqlDialect::typed(std::string placeholder, TypeKind kind) const {
  if (kind == TypeKind::text) return exact_text(std::move(placeholder));
  return numbers({std::move(placeholder)}, kind).front();
}

std::string MysqlDialect::as_double(std::string number) const { return fmt::format("CAST({} AS DOUBLE)", number); }

std::string MysqlDialect::differ(const std::string& left, const std::string& right, TypeKind kind) const {
  if (kind == TypeKind::json) return "NOT (" + normal_json(left) + " <=> " + normal_json(right) + ")";
  if (kind != TypeKind::text) return "NOT (" + left + " <=> " + right + ")";
  return "NOT (BINARY " + left + " <=> BINARY " + right + ")";
}

std::string MysqlDialect::call(Function function, const std::vector<std::string>& arguments, TypeKind kind) const {
  if (std::string own = document_call(function, arguments); !own.empty()) {
    if (function == Function::json_text) return exact_text(fmt::format("CONVERT({} USING utf8mb4)", own));
    // MariaDB's documents are texts, and its functions put white space in; MySQL's are a type, read as one.
    const bool document = gives_document(function) && server_ == Server::mariadb;
    return document ? fmt::format("JSON_COMPACT({})", own) : own;
  }
  if (std::string own = time_call(function, arguments, kind); !own.empty()) return own;
  const auto cut = [&](const char* format) {
    return fmt::format("CAST(DATE_FORMAT({}, '{}') AS {})", arguments[0], format,
                       kind == TypeKind::date ? "DATE" : "DATETIME(6)");
  };
  switch (function) {
    case Function::add:
    case Function::subtract:
    case Function::multiply: {
      const std::vector<std::string> exact = kind == TypeKind::decimal ? numbers(arguments, kind) : arguments;
      if (function == Function::add) return fmt::format("({})", Dialect::sum(exact[0], exact[1], kind));
      return Dialect::call(function, exact, kind);
    }
    case Function::divide:
      if (is_integer(kind)) return fmt::format("({} DIV NULLIF({}, 0))", arguments[0], arguments[1]);
      if (kind != TypeKind::decimal) return Dialect::call(function, arguments, kind);
      return fmt::format("ROUND(CAST({} AS DECIMAL(65, 23)) / NULLIF({}, 0), {})", arguments[0],
                         numbers(arguments, kind)[1], quotient_digits);
    case Function::coalesce:
    case Function::null_if:
    case Function::greatest:
    case Function::least:
      return Dialect::call(function, numbers(arguments, kind), kind);
    case Function::replace:
      return replaced(arguments, Dialect::call(function, arguments, kind));
    case Function::concat:
      return fmt::format("CONCAT({})", fmt::join(arguments, ", "));
    case Function::now:
      return "UTC_TIMESTAMP(6)";
    case Function::random:
      return "RAND()";
    case Function::to_year:
      return cut("%Y-01-01");
    case Function::to_month:
      return cut("%Y-%m-01");
    case Function::to_day:
      return cut("%Y-%m-%d");
    case Function::to_hour:
      return cut("%Y-%m-%d %H:00:00");
    case Function::to_minute:
      return cut("%Y-%m-%d %H:%i:00");
    case Function::to_second:
      return cut("%Y-%m-%d %H:%i:%s");
    default:
      break;
  }
  if (function >= Function::year && function <= Function::second)
    return fmt::format("EXTRACT({} FROM {})", part_name(function), arguments[0]);
  return Dialect::call(function, arguments, kind);
}

// DIV gives an integer, or fails; CAST would cut a sum that is too large.
std::string MysqlDialect::aggregate(AggregateFunction function, bool distinct, const std::string& argument,
                                    const std::function<std::string()>& again, TypeKind kind) const {
  const char* only = distinct ? "DISTINCT " : "";
  if (function == AggregateFunction::sum && is_integer(kind))
    return fmt::format("COALESCE(SUM({}{}) DIV 1, 0)", only, argument);
  if (function == AggregateFunction::average && is_integer(kind))
    return fmt::format("(CAST(SUM({0}{1}) AS DOUBLE) / COUNT({0}{2}))", only, argument, again());
  if (function == AggregateFunction::average && kind == TypeKind::decimal) {
    return fmt::format("ROUND(CAST(SUM({0}{1}) AS DECIMAL(65, 23)) / COUNT({0}{2}), {3})", only, argument, again(),
                       quotient_digits);
  }
  return Dialect::aggregate(function, distinct, argument, again, kind);
}

namespace {

// MariaDB's own functions round what they give to ten digits. `up_to`, an OVER with an order and no frame, has the rows
// up to this one and those equal to it; `all`, the same, is about to get a frame.
std::string share_of_rows(WindowFunction function, const std::string& up_to, std::string all) {
  all.replace(all.size() - 1, 1, " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)");
  if (function == WindowFunction::cume_dist)
    return fmt::format("(CAST(COUNT(*){} AS DOUBLE) / COUNT(*){})", up_to, all);
  return fmt::format("COALESCE(CAST(RANK(){} - 1 AS DOUBLE) / NULLIF(COUNT(*){} - 1, 0), 0)", up_to, all);
}

}  // namespace

std::string MysqlDialect::window(WindowFunction function, const std::function<std::string()>& argument,
                                 std::int64_t number, const std::function<std::string()>& over, TypeKind kind) const {
  const auto called = [&](std::string_view name) {
    std::string text = fmt::format("{}({})", name, argument());
    return text + over();
  };
  if (function == WindowFunction::percent_rank || function == WindowFunction::cume_dist) {
    const std::string up_to = over();
    return share_of_rows(function, up_to, over());
  }
  const bool exact = is_integer(kind) || kind == TypeKind::decimal;
  if (function == WindowFunction::sum && is_integer(kind)) return fmt::format("COALESCE({} DIV 1, 0)", called("SUM"));
  if (function != WindowFunction::average || !exact) return Dialect::window(function, argument, number, over, kind);
  const std::string sum = called("SUM"), count = called("COUNT");
  if (is_integer(kind)) return fmt::format("(CAST({} AS DOUBLE) / {})", sum, count);
  return fmt::format("ROUND(CAST({} AS DECIMAL(65, 23)) / {}, {})", sum, count, quotient_digits);
}

void MysqlDialect::write_limit(SqlWriter& out, std::optional<std::uint64_t> limit,
                               std::optional<std::uint64_t> offset) const {
  constexpr std::uint64_t all = std::numeric_limits<std::int64_t>::max();
  Dialect::write_limit(out, limit ? limit : all, offset);  // no OFFSET without LIMIT
}

std::string MysqlDialect::lock_clause(const RowLock& lock, std::string_view table) const {
  std::string clause = Dialect::lock_clause(lock, table);
  constexpr std::string_view standard = " FOR SHARE";
  if (server_ == Server::mariadb && clause.starts_with(standard)) {
    clause.replace(0, standard.size(), " LOCK IN SHARE MODE");
  }
  return clause;
}

std::string MysqlDialect::index_hint(IndexUse how, const std::string& index) const {
  constexpr std::string_view words[] = {"USE", "FORCE", "IGNORE", "USE"};
  return fmt::format("{} INDEX ({})", words[static_cast<std::size_t>(how)], index);
}

PlanSql MysqlDialect::explain(std::string_view sql, const ExplainOptions& options) const {
  const bool json = options.form == PlanForm::json;
  if (server_ == Server::mariadb) {
    return {fmt::format("{} {}{}", options.analyze ? "ANALYZE" : "EXPLAIN", json ? "FORMAT=JSON " : "", sql),
            json ? PlanRows::texts : PlanRows::table, json ? with_escaped_quotes : nullptr};
  }
  if (options.analyze && json) {
    throw Unsupported(
        "MySQL tells what the steps of a plan took as text only: PostgreSQL and MariaDB have that as JSON");
  }
  if (options.analyze) return {fmt::format("EXPLAIN ANALYZE {}", sql), PlanRows::texts};
  return {fmt::format("EXPLAIN FORMAT={} {}", json ? "JSON" : "TREE", sql), PlanRows::texts};
}

// For columns, whose types are often wider than the attribute's. The placeholder may be written once only: so the sum
// is pushed against both ends of 64 bits, beyond which the server refuses to compute, and pulled back. A decimal is
// taken from its text, where that has no more than 38 digits; no number is in an empty one.
std::string MysqlDialect::sum(std::string column, std::string placeholder, TypeKind kind) const {
  if (kind == TypeKind::decimal) {
    // SOCI sends a text, and a sum with a text is a double.
    return fmt::format(
        "REGEXP_SUBSTR({} + CAST({} AS DECIMAL(65, 30)), "
        "'^-?((?=[0-9]*[.])0*[.]?0*([0-9][.]?){{0,38}}0*|0*[0-9]{{0,38}})$')",
        column, placeholder);
  }
  std::string sum = Dialect::sum(std::move(column), std::move(placeholder), kind);
  // A float in a column of doubles. The cast takes the largest one for what is beyond; doubles end with an error.
  if (kind == TypeKind::float32) {
    constexpr double larger = 0x1p896;
    return fmt::format("CAST(({}) * {} / {} AS FLOAT)", sum, larger, larger);
  }
  if (!is_integer(kind) || kind == TypeKind::int64 || kind == TypeKind::uint64) return sum;
  constexpr std::int64_t end = std::numeric_limits<std::int64_t>::max();
  const auto [lowest, highest] = range_of(kind);
  const std::int64_t up = end - static_cast<std::int64_t>(highest), down = end + lowest;
  return fmt::format("CAST({} AS SIGNED) + {} - {} - {} - 1 + 1 + {}", sum, up, up, down, down);
}

// MariaDB's JSON is text, and some servers keep the JSON of others in columns of text.
std::string MysqlDialect::normal_json(std::string sql) const {
  return server_ == Server::mysql ? fmt::format("CAST({} AS JSON)", sql) : fmt::format("JSON_NORMALIZE({})", sql);
}

std::string MysqlDialect::left_alone(std::string column) const {
  return fmt::format("IF({} = 0, {}, {})", left_alone_mark, column, column);
}

std::string MysqlDialect::column_type(const LogicalType& type) const {
  switch (type.kind) {
    case TypeKind::uint64:
      return "bigint unsigned";
    case TypeKind::float32:
      return "double precision";  // equal to what it was stored as, which the four bytes of a FLOAT are to no number
    case TypeKind::decimal:
      return decimal_type(type);
    case TypeKind::text:
      return type.length == 0 ? "longtext" : Dialect::column_type(type);
    case TypeKind::bytes:
      return type.length == 0 ? "longblob" : fmt::format("varbinary({})", type.length);
    case TypeKind::local_date_time:
    case TypeKind::instant:
      return "datetime(6)";
    case TypeKind::uuid:
      return server_ == Server::mysql ? "binary(16)" : "uuid";
    default:
      return Dialect::column_type(type);
  }
}

std::string MysqlDialect::column_definition(const schema::Column& column) const {
  if (!column.generated) return Dialect::column_definition(column);
  return column_type(column.type) + " NOT NULL AUTO_INCREMENT";
}

std::string MysqlDialect::table_options() const {
  return fmt::format(" ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE {}", collation(server_));
}

namespace {

// Which the values of a JSON array are read as; null where no such array holds them.
const char* json_column(TypeKind kind) {
  switch (kind) {
    case TypeKind::float32:
    case TypeKind::float64:
      return "DOUBLE";
    case TypeKind::decimal:
      return "DECIMAL(65,30)";
    case TypeKind::date:
      return "DATE";
    case TypeKind::local_date_time:
      return "DATETIME(6)";
    case TypeKind::text:
    case TypeKind::uuid:
      return "LONGTEXT";
    case TypeKind::boolean:
      return "BIGINT";
    default:
      if (!is_integer(kind)) return nullptr;
      return is_unsigned(kind) ? "BIGINT UNSIGNED" : "BIGINT";
  }
}

}  // namespace

// A text out of JSON has a collation of its own, which may contradict the column's; what a function makes of it gives
// way.
bool MysqlDialect::write_long_list(SqlWriter& out, const bound::Literal& list) const {
  const bool instant = list.kind == TypeKind::instant;  // its text ends with a Z, which is left out
  const char* type = json_column(instant ? TypeKind::text : list.kind);
  if (type == nullptr || (list.kind == TypeKind::uuid && server_ == Server::mysql)) return false;
  const bool text = list.kind == TypeKind::text || list.kind == TypeKind::uuid;
  out.text("SELECT ").text(text      ? "JSON_UNQUOTE(JSON_QUOTE(v))"
                           : instant ? "CAST(TRIM(TRAILING 'Z' FROM v) AS DATETIME(6))"
                                     : "v");
  out.text(" FROM JSON_TABLE(").text(bind_as_json(out, list));
  // MariaDB would take the database's character set, which may lack letters.
  const char* letters = text && server_ == Server::mariadb ? " CHARACTER SET utf8mb4" : "";
  out.text(fmt::format(", '$[*]' COLUMNS (v {}{} PATH '$')) AS rowan_list", type, letters));
  return true;
}

std::string MysqlDialect::list_tables(TablesOf which) const {
  std::string all =
      "SELECT CASE WHEN table_schema = database() THEN '' ELSE table_schema END, table_name,"
      " table_schema, @@lower_case_table_names <> 0 FROM information_schema.tables";
  if (which == TablesOf::all_schemas) return all;
  return all + (which == TablesOf::own_schema ? " WHERE table_schema = database()" : " WHERE table_schema = ?");
}

std::vector<std::string> MysqlDialect::begin(std::optional<Isolation> isolation, bool read_only) const {
  std::vector<std::string> statements;
  if (isolation) statements.push_back(fmt::format("SET TRANSACTION ISOLATION LEVEL {}", to_string(*isolation)));
  statements.emplace_back(read_only ? "START TRANSACTION READ ONLY" : "START TRANSACTION");
  return statements;
}

}  // namespace rowan::mysql
