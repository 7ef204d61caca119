// The only file that knows SOCI's PostgreSQL backend.
#pragma once

#include <memory>
#include <string>

struct pg_conn;
struct pg_result;
namespace soci {
class session;
class soci_error;
namespace details {
class statement_backend;
}
}  // namespace soci

namespace rowan::postgresql {

/// @throws ::soci::soci_error.
std::unique_ptr<::soci::session> open_soci_session(const std::string& conninfo);
pg_conn* connection_of(::soci::session& session);
/// The result that the statement stands on, or null.
pg_result* result_of(::soci::details::statement_backend& statement);
/// The row of it that was fetched last.
int row_of(::soci::details::statement_backend& statement);
/// The name it was prepared under.
const std::string& name_of(::soci::details::statement_backend& statement);
/// Empty when the error is SOCI's own.
std::string sqlstate_of(const ::soci::soci_error& error);

}  // namespace rowan::postgresql
