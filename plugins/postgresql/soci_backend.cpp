#include "soci_backend.hpp"

#include <libpq-fe.h>

#include "arrays.hpp"
#include "cell.hpp"
#include "errors.hpp"
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

std::string SociBackend::array_text(std::span<const Value> values) const {
  refuse_nulls(values);
  return postgresql::array_text(values);
}

std::optional<std::vector<Value>> SociBackend::elements_of(::soci::details::statement_backend& statement, int column,
                                                           TypeKind, std::string_view text,
                                                           bool for_an_attribute) const {
  const Oid element = element_type(PQftype(result_of(statement), column));
  if (element == oid::unknown) return std::nullopt;
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
