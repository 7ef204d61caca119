// The only place that knows SOCI's SQLite backend: its header can't share a file with <sqlite3.h>.
#pragma once

#include <functional>
#include <memory>

struct sqlite3;
struct sqlite3_stmt;
namespace soci {
class session;
namespace details {
class statement_backend;
}
}  // namespace soci

namespace rowan::sqlite {

/// A SOCI session that owns the handle which `open` returns. What `open` throws passes through.
std::unique_ptr<::soci::session> soci_session_over(const std::function<sqlite3*()>& open);

/// The handle of a SOCI session with the SQLite backend.
sqlite3* handle_of(::soci::session& session);

/// The prepared statement of a SOCI statement with the SQLite backend; null when SOCI has given it up.
sqlite3_stmt* statement_of(::soci::details::statement_backend& statement);

}  // namespace rowan::sqlite
