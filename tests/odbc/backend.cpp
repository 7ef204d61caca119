#include "backend.hpp"

#include <fmt/format.h>
#include <soci/odbc/soci-odbc.h>
#include <soci/soci.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "../../plugins/postgresql/arrays.hpp"
#include "../../plugins/postgresql/errors.hpp"
#include "../../plugins/postgresql/message_text.hpp"
#include "rowan/core/error.hpp"
#include "rowan/sql/isolation.hpp"

namespace rowan::odbc {
namespace {

// SOCI hides the type information of its backends, which UBSan would look for at these casts.
#define ROWAN_HIDDEN_TYPE __attribute__((no_sanitize("vptr")))

ROWAN_HIDDEN_TYPE SQLHSTMT handle_of(::soci::details::statement_backend& statement) {
  return static_cast<::soci::odbc_statement_backend&>(statement).hstmt_;
}

ROWAN_HIDDEN_TYPE SQLHDBC connection_of(::soci::session& session) {
  return static_cast<::soci::odbc_session_backend*>(session.get_backend())->hdbc_;
}

ROWAN_HIDDEN_TYPE SQLLEN length_of(const ::soci::details::standard_into_type_backend& into) {
  return static_cast<const ::soci::odbc_standard_into_type_backend&>(into).valueLen_;
}

ROWAN_HIDDEN_TYPE ::soci::odbc_standard_into_type_backend& odbc_of(::soci::details::standard_into_type_backend& into) {
  return static_cast<::soci::odbc_standard_into_type_backend&>(into);
}

#undef ROWAN_HIDDEN_TYPE

SQLCHAR* sql_of(std::string& sql) { return reinterpret_cast<SQLCHAR*>(sql.data()); }

::soci::connection_parameters parameters(const std::string& connect_string) {
  ::soci::connection_parameters parameters(*::soci::factory_odbc(), connect_string);
  parameters.set_option(::soci::odbc_option_driver_complete, std::to_string(SQL_DRIVER_NOPROMPT));
  return parameters;
}

std::string type_name(SQLHSTMT statement, SQLUSMALLINT column) {
  std::array<char, 64> name{};
  SQLSMALLINT length = 0;
  SQLColAttribute(statement, column, SQL_DESC_TYPE_NAME, name.data(), name.size(), &length, nullptr);
  return name.data();
}

// What comes after the word and before the next one, without quotes: `constraint "users_pkey"`.
std::string named(std::string_view message, std::string_view word) {
  const auto start = message.find(std::string(word) + " \"");
  const auto names =
      start == std::string_view::npos ? std::vector<std::string>() : postgresql::quoted_names(message.substr(start));
  return names.empty() ? std::string() : names.front();
}

// The name after the verb, without its schema and quotes.
std::string written_table(std::string_view sql) {
  for (const std::string_view verb : {"INSERT INTO ", "UPDATE ", "DELETE FROM "}) {
    if (!sql.starts_with(verb)) continue;
    auto name = sql.substr(verb.size(), sql.find_first_of(" (", verb.size()) - verb.size());
    name.remove_prefix(name.rfind('.') + 1);
    return std::string(name.starts_with('"') ? name.substr(1, name.size() - 2) : name);
  }
  return {};
}

// "ERROR: duplicate key …\nDETAIL: Key (id)=(1) already exists.;\nError while executing the query"
postgresql::Failure failure_of(std::string_view state, std::string_view text, std::string_view sql) {
  postgresql::Failure failure;
  failure.sqlstate = state;
  failure.sql = sql;
  if (const auto start = text.find(": "); start != std::string_view::npos) text.remove_prefix(start + 2);
  failure.message = text.substr(0, text.find_first_of(";\n"));
  if (const auto detail = text.find("\nDETAIL: "); detail != std::string_view::npos)
    failure.detail = text.substr(detail + 9, text.find('\n', detail + 1) - detail - 9);
  if (state == "0A000" && failure.message.starts_with("cached plan")) failure.source = "RevalidateCachedQuery";
  failure.constraint = named(failure.message, "constraint");
  failure.column = named(failure.message, "column");
  failure.table = named(failure.message, "relation");
  if (const auto on = failure.message.rfind("on table \""); on != std::string::npos)
    failure.table = named(std::string_view(failure.message).substr(on), "table");
  if (failure.table.empty()) failure.table = written_table(sql);
  return failure;
}

// ODBC tells of no transaction that a statement began or ended, and records would be taken for rolled back or kept.
void refuse_transaction_steps(std::string_view sql) {
  const auto first = sql.substr(std::min(sql.find_first_not_of(" \t\n"), sql.size()));
  std::string word(first.substr(0, first.find_first_of(" \t\n;")));
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  constexpr std::array steps{"BEGIN", "START", "COMMIT", "END", "ABORT"};
  const bool whole_rollback = word == "ROLLBACK" && !first.starts_with("ROLLBACK TO");
  if (!whole_rollback && std::find(steps.begin(), steps.end(), word) == steps.end()) return;
  throw Unsupported("through ODBC, a transaction is begun and ended by Database::transaction, not by " + word);
}

bool only_reads(std::string_view sql) {
  const auto has = [&](std::string_view word) { return sql.find(word) != std::string_view::npos; };
  if (sql.starts_with("WITH")) return !has("INSERT ") && !has("UPDATE ") && !has("DELETE ");
  return !sql.starts_with("INSERT") && !sql.starts_with("UPDATE") && !sql.starts_with("DELETE");
}

postgresql::Stored stored_as(TypeKind kind) {
  switch (kind) {
    case TypeKind::boolean:
      return postgresql::Stored::boolean;
    case TypeKind::float32:
    case TypeKind::float64:
      return postgresql::Stored::float8;
    case TypeKind::decimal:
      return postgresql::Stored::numeric;
    case TypeKind::bytes:
      return postgresql::Stored::bytes;
    case TypeKind::date:
      return postgresql::Stored::date;
    case TypeKind::local_date_time:
      return postgresql::Stored::timestamp;
    case TypeKind::instant:
      return postgresql::Stored::timestamptz;
    case TypeKind::uuid:
      return postgresql::Stored::uuid;
    case TypeKind::uint64:
      return postgresql::Stored::numeric;
    default:
      return is_integer(kind) ? postgresql::Stored::int8 : postgresql::Stored::text;
  }
}

template <class Real>
std::string shortest(Real value) {
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific).ptr;
  return {text.data(), end};
}

// ODBC does not tell real[] from double precision[]. The server prints each element with as few digits as tell it
// apart, so what a float prints as was that float.
Value as_printed_float(Value value) {
  if (value.is_null()) return value;
  const double number = value.as_double();
  if (!std::isfinite(number) || std::abs(number) > std::numeric_limits<float>::max()) return value;
  const auto nearest = static_cast<float>(number);
  return shortest(nearest) == shortest(number) ? Value(static_cast<double>(nearest)) : value;
}

}  // namespace

template <class Work>
void OdbcBackend::guarded(std::string_view sql, Work&& work) {
  try {
    work();
  } catch (const ::soci::soci_error& error) {
    raise(error, sql, nullptr);
  }
}

OdbcBackend::OdbcBackend(const std::string& connect_string, DescribedBy described) try
    : session_(parameters(connect_string)), described_(described) {
} catch (const ::soci::soci_error& error) {
  throw ConnectionFailed("ODBC could not connect: " + error.get_error_message());
}

// SOCI looks for `:name`, and would find it in `x::text` and in quoted names: its backend gets the text past that.
std::optional<std::size_t> OdbcBackend::prepare(::soci::statement& statement, const std::string& sql) {
  refuse_transaction_steps(sql);
  statement.prepare("SELECT 1");
  const auto handle = handle_of(*statement.get_backend());
  std::string text = sql;
  if (!SQL_SUCCEEDED(SQLPrepare(handle, sql_of(text), static_cast<SQLINTEGER>(text.size()))))
    throw ::soci::odbc_soci_error(SQL_HANDLE_STMT, handle, "preparing");
  SQLSMALLINT count = 0;
  if (!SQL_SUCCEEDED(SQLNumParams(handle, &count))) return std::nullopt;
  return static_cast<std::size_t>(count);
}

void OdbcBackend::raise(const ::soci::soci_error& error, std::string_view sql, ::soci::details::statement_backend*) {
  if (const auto* told = dynamic_cast<const ::soci::odbc_soci_error*>(&error)) {
    const auto* state = reinterpret_cast<const char*>(told->odbc_error_code());
    const auto* message = reinterpret_cast<const char*>(told->odbc_error_message());
    failed_ = true;
    postgresql::raise(failure_of(state, message, sql));
  }
  ErrorDetails details;
  details.statement = sql;
  throw StatementError(error.get_error_message() + " (in: " + std::string(sql) + ")", std::move(details));
}

void OdbcBackend::finish(::soci::details::statement_backend& statement) noexcept {
  SQLFreeStmt(handle_of(statement), SQL_CLOSE);
}

// SOCI takes "no row was changed" for success, and then asks for a row.
bool OdbcBackend::means_no_row(const ::soci::soci_error& error) const {
  const auto* told = dynamic_cast<const ::soci::odbc_soci_error*>(&error);
  return told != nullptr && std::string_view(reinterpret_cast<const char*>(told->odbc_error_code())) == "24000";
}

// SOCI's own question does not say why there is no answer.
int OdbcBackend::column_count(::soci::details::statement_backend& statement) {
  SQLSMALLINT count = 0;
  if (!SQL_SUCCEEDED(SQLNumResultCols(handle_of(statement), &count)))
    throw ::soci::odbc_soci_error(SQL_HANDLE_STMT, handle_of(statement), "describing");
  return count;
}

// SOCI's buffer has a byte for each digit or character that ODBC tells, but a decimal has a point and a sign, and
// characters are of up to four bytes; and from 8,000 characters on it has 100 MB.
void OdbcBackend::bound(::soci::details::statement_backend& statement, int column,
                        ::soci::details::standard_into_type_backend& into) {
  auto& odbc = odbc_of(into);
  if (odbc.odbcType_ != SQL_C_CHAR) return;
  constexpr SQLULEN shortest = 1024, longest = 2100000;
  SQLULEN size = 0;
  const auto position = static_cast<SQLUSMALLINT>(column + 1);
  SQLDescribeCol(handle_of(statement), position, nullptr, 0, nullptr, nullptr, &size, nullptr, nullptr);
  const SQLULEN bytes = std::clamp(4 * size, shortest, longest) + 1;
  delete[] odbc.buf_;
  odbc.buf_ = new char[bytes];
  SQLBindCol(handle_of(statement), position, SQL_C_CHAR, odbc.buf_, static_cast<SQLLEN>(bytes), &odbc.valueLen_);
}

TypeKind OdbcBackend::described_kind(::soci::details::statement_backend& statement, int column) {
  if (described_ == DescribedBy::soci) return Backend::described_kind(statement, column);
  const auto position = static_cast<SQLUSMALLINT>(column + 1);
  SQLSMALLINT type = 0;
  SQLDescribeCol(handle_of(statement), position, nullptr, 0, nullptr, &type, nullptr, nullptr, nullptr);
  switch (type) {
    case SQL_GUID:
      return TypeKind::uuid;
    case SQL_BIT:
      return TypeKind::boolean;
    case SQL_REAL:
      return TypeKind::float32;
    case SQL_DECIMAL:
    case SQL_NUMERIC:
      return TypeKind::decimal;
    case SQL_BINARY:
    case SQL_VARBINARY:
    case SQL_LONGVARBINARY:
      return TypeKind::bytes;
    case SQL_TYPE_TIMESTAMP:
      return type_name(handle_of(statement), position) == "timestamptz" ? TypeKind::instant : TypeKind::local_date_time;
    case SQL_TYPE_DATE:
      return TypeKind::date;
    default:
      // That of jsonb and of others that the driver has no name for.
      if (type_name(handle_of(statement), position) == "unknown") return TypeKind::json;
      return Backend::described_kind(statement, column);
  }
}

// ODBC tells the length of the whole value, cut or not.
bool OdbcBackend::is_whole(const ::soci::details::standard_into_type_backend& into, std::string_view text) const {
  return length_of(into) == static_cast<SQLLEN>(text.size());
}

std::string_view OdbcBackend::own_text(::soci::details::statement_backend& statement, int column,
                                       std::string_view text) const {
  SQLSMALLINT type = 0;
  SQLDescribeCol(handle_of(statement), static_cast<SQLUSMALLINT>(column + 1), nullptr, 0, nullptr, &type, nullptr,
                 nullptr, nullptr);
  return type == SQL_CHAR ? text.substr(0, text.find_last_not_of(' ') + 1) : text;
}

std::uint64_t OdbcBackend::matched_rows(::soci::details::statement_backend& statement, std::string_view sql) {
  return only_reads(sql) ? 0 : Backend::matched_rows(statement, sql);
}

// The driver writes 17 digits, which are not the value beside a decimal.
std::optional<std::string> OdbcBackend::text_of(double real) const {
  return std::isfinite(real) ? std::optional(fmt::format("{}", real)) : std::nullopt;
}

std::string OdbcBackend::array_text(std::span<const Value> values) const {
  postgresql::refuse_nulls(values);
  return postgresql::array_text(values);
}

std::optional<std::vector<Value>> OdbcBackend::elements_of(::soci::details::statement_backend&, int, TypeKind element,
                                                           std::string_view text, bool for_an_attribute) const {
  const postgresql::WireCell array{text, postgresql::Stored::array, false};
  if (for_an_attribute) postgresql::require_plain_bounds(postgresql::bounds_text(array));
  if (!text.starts_with('{') && !text.starts_with('[')) return std::nullopt;
  auto elements = postgresql::elements_of(array, stored_as(element));
  if (element == TypeKind::float32) {
    for (Value& value : elements) value = as_printed_float(std::move(value));
  }
  return elements;
}

void OdbcBackend::execute(std::string_view sql) {
  refuse_transaction_steps(sql);
  guarded(sql, [&] {
    ::soci::statement statement(session_);
    statement.alloc();
    std::string text(sql);
    const auto handle = handle_of(*statement.get_backend());
    const auto result = SQLExecDirect(handle, sql_of(text), static_cast<SQLINTEGER>(text.size()));
    if (!SQL_SUCCEEDED(result) && result != SQL_NO_DATA)
      throw ::soci::odbc_soci_error(SQL_HANDLE_STMT, handle, "executing");
  });
  if (sql.starts_with("ROLLBACK TO")) failed_ = false;
}

// The driver begins a transaction with the first statement; BEGIN as text it would not notice.
void OdbcBackend::begin(const TransactionStart& start) {
  guarded("BEGIN", [&] { session_.begin(); });
  in_transaction_ = true;
  failed_ = false;
  if (start.isolation) execute("SET TRANSACTION ISOLATION LEVEL " + std::string(to_string(*start.isolation)));
  if (start.read_only) execute("SET TRANSACTION READ ONLY");
}

void OdbcBackend::commit(std::string_view sql) {
  guarded(sql, [&] { session_.commit(); });
  in_transaction_ = false;
}

void OdbcBackend::rollback(std::string_view sql) {
  guarded(sql, [&] { session_.rollback(); });
  in_transaction_ = false;
}

std::int64_t OdbcBackend::last_insert_id() { throw std::logic_error("keys come back by RETURNING"); }

bool OdbcBackend::usable() const noexcept {
  SQLUINTEGER dead = SQL_CD_FALSE;
  const auto connection = connection_of(const_cast<::soci::session&>(session_));
  return !SQL_SUCCEEDED(SQLGetConnectAttr(connection, SQL_ATTR_CONNECTION_DEAD, &dead, 0, nullptr)) ||
         dead == SQL_CD_FALSE;
}

bool OdbcBackend::ping() noexcept {
  try {
    execute("SELECT 1");
    return true;
  } catch (...) {
    return false;
  }
}

}  // namespace rowan::odbc
