#include "soci_backend.hpp"

#include <fmt/format.h>
#include <mysql.h>
#include <soci/mysql/soci-mysql.h>
#include <soci/soci.h>

#include <charconv>
#include <cmath>

#include "bits.hpp"
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

namespace {

// As of "0000-00-00", which is no date.
template <class Parse>
auto parsed_time(std::string_view text, Parse parse) {
  try {
    return parse(text);
  } catch (const InvalidValue&) {
    throw InvalidValue(fmt::format("expected a date, found {}, which is none: make it NULL", text));
  }
}

double parsed_real(std::string_view text) {
  double value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Cell bits_cell(std::string_view bytes, BitColumn column) {
  Cell cell = Cell::of(Cell::Form::bits, bytes);
  cell.number = static_cast<std::int64_t>(number_in_bits(bytes, column));
  return cell;
}

}  // namespace

// As the native statements read them.
std::optional<Cell> SociBackend::cell(::soci::details::statement_backend& statement, int column, std::string&) {
  const auto text = [&] { return text_in_row(statement, column); };
  switch (type_of(statement, column)) {
    case MYSQL_TYPE_FLOAT:
      throw InvalidValue(
          fmt::format("a FLOAT column comes with six digits only ({}) through SOCI: leave statements=soci out of the "
                      "URL, or make the column DOUBLE",
                      text()));
    case MYSQL_TYPE_DOUBLE:
      return Cell::of(parsed_real(text()));
    case MYSQL_TYPE_BIT:
      return bits_cell(text(),
                       bit_column(*mysql_fetch_field_direct(result_of(statement), static_cast<unsigned>(column))));
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE:
      return Cell::of(Cell::Form::date,
                      std::chrono::sys_days(parsed_time(text(), parse_date)).time_since_epoch().count());
    case MYSQL_TYPE_DATETIME:
    case MYSQL_TYPE_TIMESTAMP: {
      Cell cell =
          Cell::of(Cell::Form::local_date_time, parsed_time(text(), parse_local_date_time).time_since_epoch().count());
      cell.clock_is_utc = true;
      return cell;
    }
    default:
      return std::nullopt;
  }
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

// In the statement's text a number would be a decimal. A text that is compared with one is a double, as it should be.
std::optional<std::string> SociBackend::text_of(double value) const {
  if (std::isfinite(value)) return Value(value).to_string();
  throw InvalidValue(
      "NaN and the infinities can't be stored in MariaDB or MySQL; use an optional attribute and leave it empty");
}

// Without the Z: the session's clock is UTC, and a time zone in a DATETIME is an error.
std::string SociBackend::text_of(Instant instant) const { return to_string(LocalDateTime(instant.time_since_epoch())); }

}  // namespace rowan::mysql
