#include "soci_handle.hpp"

#include <soci/session.h>
#include <soci/sqlite3/soci-sqlite3.h>

namespace rowan::sqlite {
namespace {

using Backend = ::soci::sqlite3_session_backend;

// SOCI declares sqlite3.h inside a namespace of its own, so it names the same structure by another type.
sqlite3* as_ours(sqlite_api::sqlite3* handle) { return reinterpret_cast<sqlite3*>(handle); }
sqlite_api::sqlite3* as_socis(sqlite3* handle) { return reinterpret_cast<sqlite_api::sqlite3*>(handle); }

/// Makes the backend over an empty database in memory (10 µs) and gives it our handle instead; the backend's own
/// constructor is not exported.
class HandleFactory final : public ::soci::backend_factory {
 public:
  explicit HandleFactory(const std::function<sqlite3*()>& open) : open_(open) {}

  ::soci::details::session_backend* make_session(const ::soci::connection_parameters&) const override {
    const auto* factory = ::soci::factory_sqlite3();
    std::unique_ptr<Backend> backend(
        static_cast<Backend*>(factory->make_session(::soci::connection_parameters(*factory, ":memory:"))));
    sqlite3* ours = open_();
    sqlite_api::sqlite3_close(backend->conn_);
    backend->conn_ = as_socis(ours);
    return backend.release();
  }

 private:
  const std::function<sqlite3*()>& open_;
};

}  // namespace

std::unique_ptr<::soci::session> soci_session_over(const std::function<sqlite3*()>& open) {
  const HandleFactory factory(
      open);  // needed while the session is made; SOCI's reconnect, which would need it again, is never called
  return std::make_unique<::soci::session>(factory, "");
}

sqlite3* handle_of(::soci::session& session) { return as_ours(static_cast<Backend*>(session.get_backend())->conn_); }

sqlite3_stmt* statement_of(::soci::details::statement_backend& statement) {
  return reinterpret_cast<sqlite3_stmt*>(static_cast<::soci::sqlite3_statement_backend&>(statement).stmt_);
}

}  // namespace rowan::sqlite
