#include "soci_backend.hpp"

#include <libpq-fe.h>

#include "arrays.hpp"
#include "cell.hpp"
#include "errors.hpp"
#include "parameters.hpp"
#include "result.hpp"
#include "rowan/core/error.hpp"
#include "soci_handle.hpp"
#include "types.hpp"

namespace rowan::postgresql {
namespace {

/// Calls `ask` with the result that the statement stands on, or, before it is executed, with the server's description.
template <class Ask>
auto with_columns(PGconn* connection, ::soci::details::statement_backend& statement, Ask&& ask) {
  if (const PGresult* result = result_of(statement)) return ask(result);
  return ask(Result(PQdescribePrepared(connection, name_of(statement).c_str())).get());
}

// How the plain path reads what is stored so.
TypeKind kind_of(Stored stored) {
  switch (stored) {
    case Stored::int2:
    case Stored::int4:
    case Stored::int8:
      return TypeKind::int64;
    case Stored::float4:
    case Stored::float8:
      return TypeKind::float64;
    case Stored::boolean:
      return TypeKind::boolean;
    case Stored::numeric:
      return TypeKind::decimal;
    case Stored::bytes:
      return TypeKind::bytes;
    default:
      return TypeKind::text;
  }
}

// As what the native statements send such a value; nothing where any column that takes it gives it back.
std::optional<unsigned> type_sent(Cell::Form form) {
  switch (form) {
    case Cell::Form::boolean:
      return oid::boolean;
    case Cell::Form::decimal:
      return oid::numeric;
    case Cell::Form::date:
      return oid::date;
    case Cell::Form::local_date_time:
      return oid::timestamp;
    case Cell::Form::instant:
      return oid::timestamptz;
    case Cell::Form::text:
      return oid::unknown;
    default:
      return std::nullopt;
  }
}

}  // namespace

SociBackend::SociBackend(const Options& options) : session_(options) {
  if (!session_.keeps_statements()) {
    throw Unsupported(
        "a pooler is before this PostgreSQL server, and statements=soci prepares statements by name, which a pooler "
        "may "
        "mix up between clients: leave it out, or write pooler=none if the pooler lends whole sessions");
  }
  PQsetErrorVerbosity(session_.connection(), PQERRORS_VERBOSE);  // SOCI keeps no more of an error than this text
}

void SociBackend::raise(const ::soci::soci_error& error, std::string_view sql, ::soci::details::statement_backend*) {
  postgresql::raise(Failure::last(session_.connection(), sqlstate_of(error), sql));
}

int SociBackend::column_count(::soci::details::statement_backend& statement) {
  return with_columns(session_.connection(), statement, [](const PGresult* result) { return PQnfields(result); });
}

std::string SociBackend::column_name(::soci::details::statement_backend& statement, int column) {
  return with_columns(session_.connection(), statement,
                      [&](const PGresult* result) { return std::string(PQfname(result, column)); });
}

std::optional<TypeKind> SociBackend::stored_kind(::soci::details::statement_backend& statement, int column) {
  const PGresult* result = result_of(statement);
  if (PQgetisnull(result, row_of(statement), column) != 0) return std::nullopt;
  const Oid type = PQftype(result, column);
  const Oid element = element_type(type);
  return element == oid::unknown ? kind_of(stored_as(type)) : array_of(kind_of(stored_as(element)));
}

std::optional<Cell> SociBackend::cell(::soci::details::statement_backend& statement, int column, std::string& room) {
  const PGresult* result = result_of(statement);
  const int row = row_of(statement);
  const std::string_view text(PQgetvalue(result, row, column),
                              static_cast<std::size_t>(PQgetlength(result, row, column)));
  return opened({text, stored_as(PQftype(result, column)), false}, room);
}

const std::vector<unsigned>& SociBackend::parameter_types(::soci::details::statement_backend& statement) {
  constexpr std::size_t most_known = 1000;
  const std::string& name = name_of(statement);
  const auto known = parameter_types_.find(name);
  if (known != parameter_types_.end()) return known->second;
  if (parameter_types_.size() >= most_known) parameter_types_.clear();
  std::vector<unsigned>& types = parameter_types_[name];
  const Result description(PQdescribePrepared(session_.connection(), name.c_str()));
  for (int i = 0; i < PQnparams(description.get()); ++i) types.push_back(PQparamtype(description.get(), i));
  return types;
}

// SOCI sends texts of no type, and the server makes of each what its column holds.
void SociBackend::require_fit(::soci::details::statement_backend& statement, int index, const Cell& value) {
  const std::optional<unsigned> type = type_sent(value.form);
  if (!type) return;
  const std::vector<unsigned>& columns = parameter_types(statement);
  const auto at = static_cast<std::size_t>(index);
  if (at < columns.size()) require_readable(at, *type, columns[at]);
}

std::string SociBackend::array_text(std::span<const Value> values) const {
  refuse_nulls(values);
  return postgresql::array_text(values);
}

std::optional<std::vector<Value>> SociBackend::elements_of(::soci::details::statement_backend& statement, int column,
                                                           TypeKind wanted, std::string_view text,
                                                           bool for_an_attribute) const {
  const Oid type = PQftype(result_of(statement), column), element = element_type(type);
  if (element == oid::unknown && !is_array_of_others(stored_as(type), wanted, text)) return std::nullopt;
  const WireCell array{text, Stored::array, false};
  if (for_an_attribute) require_plain_bounds(bounds_text(array));
  return postgresql::elements_of(array, stored_as(element));
}

std::string_view SociBackend::own_text(::soci::details::statement_backend& statement, int column,
                                       std::string_view text) const {
  return stored_as(PQftype(result_of(statement), column)) == Stored::padded ? unpadded(text) : text;
}

// SOCI counts the rows of a SELECT, too.
std::uint64_t SociBackend::matched_rows(::soci::details::statement_backend& statement, std::string_view) {
  return postgresql::matched_rows(result_of(statement));
}

std::int64_t SociBackend::last_insert_id() {
  throw Unsupported("PostgreSQL does not tell the last generated key: it comes back by RETURNING");
}

}  // namespace rowan::postgresql
