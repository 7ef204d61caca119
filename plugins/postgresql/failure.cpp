#include "failure.hpp"

#include <libpq-fe.h>

#include <utility>

namespace rowan::postgresql {
namespace {

std::string field(const pg_result* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text != nullptr ? text : "";
}

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

// "SCHEMA NAME:  public": what follows the label at the beginning of a line.
std::string labelled(std::string_view text, std::string_view label) {
  const auto start = text.find("\n" + std::string(label));
  if (start == std::string_view::npos) return {};
  const auto rest = text.substr(start + 1 + label.size());
  const auto begin = rest.find_first_not_of(' ');
  const auto value = begin == std::string_view::npos ? std::string_view() : rest.substr(begin);
  return std::string(value.substr(0, value.find('\n')));
}

}  // namespace

Failure Failure::of(const pg_result* result, pg_conn* connection, std::string_view sql) {
  Failure failure;
  failure.sqlstate = field(result, PG_DIAG_SQLSTATE);
  failure.message = field(result, PG_DIAG_MESSAGE_PRIMARY);
  failure.detail = field(result, PG_DIAG_MESSAGE_DETAIL);
  failure.schema = field(result, PG_DIAG_SCHEMA_NAME);
  failure.table = field(result, PG_DIAG_TABLE_NAME);
  failure.column = field(result, PG_DIAG_COLUMN_NAME);
  failure.constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
  failure.domain = field(result, PG_DIAG_DATATYPE_NAME);
  failure.source = field(result, PG_DIAG_SOURCE_FUNCTION);
  failure.sql = sql;
  failure.connection = connection;
  if (failure.message.empty()) failure.message = trimmed(PQerrorMessage(connection));
  return failure;
}

Failure Failure::last(pg_conn* connection, std::string sqlstate, std::string_view sql) {
  const std::string text = PQerrorMessage(connection);
  Failure failure;
  failure.sqlstate = std::move(sqlstate);
  // "ERROR:  23505: duplicate key …"
  const auto code = text.find(failure.sqlstate + ": ");
  const auto start = failure.sqlstate.empty() || code == std::string::npos ? 0 : code + failure.sqlstate.size() + 2;
  failure.message = trimmed(text.substr(start, text.find('\n', start) - start));
  failure.detail = labelled(text, "DETAIL:");
  failure.schema = labelled(text, "SCHEMA NAME:");
  failure.table = labelled(text, "TABLE NAME:");
  failure.column = labelled(text, "COLUMN NAME:");
  failure.constraint = labelled(text, "CONSTRAINT NAME:");
  failure.domain = labelled(text, "DATATYPE NAME:");
  const auto location = labelled(text, "LOCATION:");
  failure.source = location.substr(0, location.find(','));
  failure.sql = sql;
  failure.connection = connection;
  return failure;
}

bool Failure::is_stale_statement() const {
  return is_unknown_statement() || (sqlstate == "0A000" && source == "RevalidateCachedQuery");
}

}  // namespace rowan::postgresql
