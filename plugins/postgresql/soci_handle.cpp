#include "soci_handle.hpp"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/session.h>

namespace rowan::postgresql {

// SOCI hides the type information of its backends, which UBSan would look for at each of these casts.
#define ROWAN_HIDDEN_TYPE __attribute__((no_sanitize("vptr")))

std::unique_ptr<::soci::session> open_soci_session(const std::string& conninfo) {
  return std::make_unique<::soci::session>(*::soci::factory_postgresql(), conninfo);
}

ROWAN_HIDDEN_TYPE pg_conn* connection_of(::soci::session& session) {
  return static_cast<::soci::postgresql_session_backend*>(session.get_backend())->conn_;
}

ROWAN_HIDDEN_TYPE pg_result* result_of(::soci::details::statement_backend& statement) {
  return static_cast<::soci::postgresql_statement_backend&>(statement).result_.get_result();
}

ROWAN_HIDDEN_TYPE int row_of(::soci::details::statement_backend& statement) {
  return static_cast<::soci::postgresql_statement_backend&>(statement).currentRow_;
}

ROWAN_HIDDEN_TYPE const std::string& name_of(::soci::details::statement_backend& statement) {
  return static_cast<::soci::postgresql_statement_backend&>(statement).statementName_;
}

std::string sqlstate_of(const ::soci::soci_error& error) {
  const auto* known = dynamic_cast<const ::soci::postgresql_soci_error*>(&error);
  return known != nullptr ? known->sqlstate() : std::string();
}

#undef ROWAN_HIDDEN_TYPE

}  // namespace rowan::postgresql
