#include "soci_statement.hpp"

#include <mysql.h>
#include <soci/mysql/soci-mysql.h>

#include "sql_text.hpp"

namespace rowan::mysql {
namespace {

// SOCI hides the type information of its backends, which UBSan would look for at this cast.
__attribute__((no_sanitize("vptr"))) ::soci::mysql_statement_backend& mysql_of(
    ::soci::details::statement_backend& statement) {
  return static_cast<::soci::mysql_statement_backend&>(statement);
}

constexpr unsigned binary_charset = 63;

TypeKind kind_of(const MYSQL_FIELD& field) {
  switch (field.type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_YEAR:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
      return TypeKind::int64;
    case MYSQL_TYPE_LONGLONG:
      return (field.flags & UNSIGNED_FLAG) != 0 ? TypeKind::uint64 : TypeKind::int64;
    case MYSQL_TYPE_FLOAT:
    case MYSQL_TYPE_DOUBLE:
      return TypeKind::float64;
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL:
      return TypeKind::decimal;
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE:
      return TypeKind::date;
    case MYSQL_TYPE_DATETIME:
    case MYSQL_TYPE_TIMESTAMP:
      return TypeKind::local_date_time;
    case MYSQL_TYPE_TIME:
    case MYSQL_TYPE_JSON:
      return TypeKind::text;
    default:
      return field.charsetnr == binary_charset ? TypeKind::bytes : TypeKind::text;
  }
}

}  // namespace

std::size_t set_text(::soci::details::statement_backend& statement, std::string_view sql) {
  auto& pieces = mysql_of(statement).queryChunks_;
  pieces = split_at_placeholders(sql);
  return pieces.size() - 1;
}

st_mysql_res* result_of(::soci::details::statement_backend& statement) { return mysql_of(statement).result_; }

namespace {

MYSQL_ROW current_row(::soci::mysql_statement_backend& mysql) {
  mysql_row_seek(mysql.result_, mysql.resultRowOffsets_[static_cast<std::size_t>(mysql.currentRow_)]);
  return mysql_fetch_row(mysql.result_);
}

}  // namespace

std::optional<TypeKind> kind_in_row(::soci::details::statement_backend& statement, int column) {
  auto& mysql = mysql_of(statement);
  if (current_row(mysql)[column] == nullptr) return std::nullopt;
  return kind_of(mysql_fetch_fields(mysql.result_)[column]);
}

int type_of(::soci::details::statement_backend& statement, int column) {
  return static_cast<int>(mysql_fetch_fields(mysql_of(statement).result_)[column].type);
}

std::string_view text_in_row(::soci::details::statement_backend& statement, int column) {
  auto& mysql = mysql_of(statement);
  const char* text = current_row(mysql)[column];
  return {text, mysql_fetch_lengths(mysql.result_)[column]};
}

bool compares_bytes(::soci::details::statement_backend& statement, int column) {
  return (mysql_fetch_fields(mysql_of(statement).result_)[column].flags & BINARY_FLAG) != 0;
}

}  // namespace rowan::mysql
