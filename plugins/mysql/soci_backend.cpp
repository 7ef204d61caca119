#include "soci_backend.hpp"

#include <mysql.h>
#include <soci/mysql/soci-mysql.h>
#include <soci/soci.h>

#include "decimal_text.hpp"
#include "rowan/core/error.hpp"
#include "soci_statement.hpp"
#include "sql_text.hpp"
#include "written_rows.hpp"

namespace rowan::mysql {

std::optional<std::size_t> SociBackend::prepare(::soci::statement& statement, const std::string& sql) {
  statement.prepare("");
  return set_text(*statement.get_backend(), sql);
}

void SociBackend::raise(const ::soci::soci_error& error, std::string_view sql, ::soci::details::statement_backend*) {
  if (dynamic_cast<const ::soci::mysql_soci_error*>(&error) != nullptr) session_.raise_last(sql);
  ErrorDetails details;
  details.statement = sql;
  throw QueryError(error.get_error_message() + " (in: " + std::string(sql) + ")", std::move(details));
}

// Asked before anything was executed, SOCI executes to find out, and keeps the result for then.
int SociBackend::column_count(::soci::details::statement_backend& statement) {
  if (result_of(statement) == nullptr) return statement.prepare_for_describe();
  return static_cast<int>(mysql_num_fields(result_of(statement)));
}

std::string SociBackend::column_name(::soci::details::statement_backend& statement, int column) {
  return mysql_fetch_fields(result_of(statement))[column].name;
}

std::optional<TypeKind> SociBackend::stored_kind(::soci::details::statement_backend& statement, int column) {
  return kind_in_row(statement, column);
}

std::uint64_t SociBackend::matched_rows(::soci::details::statement_backend& statement, std::string_view sql) {
  if (result_of(statement) != nullptr) {
    return is_query(sql) ? 0 : mysql_num_rows(result_of(statement));
  }
  return written_rows(session_.handle(), mysql_affected_rows(session_.handle()), sql);
}

std::string_view SociBackend::decimal_digits(::soci::details::statement_backend& statement, int column,
                                             std::string_view text) const {
  return without_filling(text, mysql_fetch_fields(result_of(statement))[column].decimals);
}

// Without the Z: the session's clock is UTC, and a time zone in a DATETIME is an error.
std::string SociBackend::text_of(Instant instant) const { return to_string(LocalDateTime(instant.time_since_epoch())); }

}  // namespace rowan::mysql
