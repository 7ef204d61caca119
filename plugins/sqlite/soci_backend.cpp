#include "soci_backend.hpp"

#include <sqlite3.h>

#include "errors.hpp"
#include "rowan/core/error.hpp"
#include "soci_handle.hpp"
#include "statement.hpp"

namespace rowan::sqlite {

void SociBackend::raise(const ::soci::soci_error& error, std::string_view sql,
                        ::soci::details::statement_backend* statement) {
  auto failure = Failure::last(session_.handle(), sql, statement != nullptr ? statement_of(*statement) : nullptr);
  sqlite3_reset(failure.statement);
  const int code = failure.code & 0xff;
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) {
    failure.code = SQLITE_MISUSE;  // SOCI's own refusal; SQLite knows nothing of it
    failure.message = error.get_error_message();
  }
  sqlite::raise(failure);
}

void SociBackend::finish(::soci::details::statement_backend& statement) noexcept {
  sqlite3_reset(statement_of(statement));
  total_changes_ = sqlite3_total_changes64(session_.handle());
}

int SociBackend::column_count(::soci::details::statement_backend& statement) {
  return sqlite3_column_count(statement_of(statement));
}

std::string SociBackend::column_name(::soci::details::statement_backend& statement, int column) {
  const char* name = sqlite3_column_name(statement_of(statement), column);
  return name != nullptr ? name : "";
}

std::optional<TypeKind> SociBackend::stored_kind(::soci::details::statement_backend& statement, int column) {
  switch (sqlite3_column_type(statement_of(statement), column)) {
    case SQLITE_INTEGER:
      return TypeKind::int64;
    case SQLITE_FLOAT:
      return TypeKind::float64;
    case SQLITE_BLOB:
      return TypeKind::bytes;
    case SQLITE_NULL:
      return std::nullopt;
    default:
      return TypeKind::text;
  }
}

// SOCI asks `sqlite3_changes`, which after a SELECT or DDL still tells of the statement before; the total tells whether
// this one changed rows. What it wrote into a file that has no name any more is lost.
std::uint64_t SociBackend::matched_rows(::soci::details::statement_backend& statement, std::string_view sql) {
  session_.require_file();
  return sqlite3_total_changes64(session_.handle()) == total_changes_ ? 0 : Backend::matched_rows(statement, sql);
}

// SOCI would run the first of several statements and forget the others.
std::optional<std::size_t> SociBackend::prepare(::soci::statement& statement, const std::string& sql) {
  const NativeStatement only_one(session_, sql);
  return Backend::prepare(statement, sql);
}

void SociBackend::execute(std::string_view sql) {
  session_.execute(sql);
  total_changes_ = sqlite3_total_changes64(session_.handle());
}

std::int64_t SociBackend::last_insert_id() { return sqlite3_last_insert_rowid(session_.handle()); }

}  // namespace rowan::sqlite
