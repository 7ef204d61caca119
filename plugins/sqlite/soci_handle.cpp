#include "soci_handle.hpp"

#include <soci/session.h>
#include <soci/sqlite3/soci-sqlite3.h>

namespace rowan::sqlite {
namespace {

// SOCI declares sqlite3.h inside a namespace of its own, so it names the same structures by other types. It also hides
// the type information of its backends, which UBSan would look for at each of these casts.
#define ROWAN_HIDDEN_TYPE __attribute__((no_sanitize("vptr")))

ROWAN_HIDDEN_TYPE sqlite_api::sqlite3*& connection_in(::soci::details::session_backend& backend) {
  return static_cast<::soci::sqlite3_session_backend&>(backend).conn_;
}

ROWAN_HIDDEN_TYPE sqlite_api::sqlite3_stmt* statement_in(::soci::details::statement_backend& backend) {
  return static_cast<::soci::sqlite3_statement_backend&>(backend).stmt_;
}

#undef ROWAN_HIDDEN_TYPE

/// Makes the backend over an empty database in memory (10 µs) and gives it our handle instead; the backend's own
/// constructor is not exported.
class HandleFactory final : public ::soci::backend_factory {
 public:
  explicit HandleFactory(const std::function<sqlite3*()>& open) : open_(open) {}

  ::soci::details::session_backend* make_session(const ::soci::connection_parameters&) const override {
    const auto* factory = ::soci::factory_sqlite3();
    std::unique_ptr<::soci::details::session_backend> backend(
        factory->make_session(::soci::connection_parameters(*factory, ":memory:")));
    sqlite3* ours = open_();
    auto& handle = connection_in(*backend);
    sqlite_api::sqlite3_close(handle);
    handle = reinterpret_cast<sqlite_api::sqlite3*>(ours);
    return backend.release();
  }

 private:
  const std::function<sqlite3*()>& open_;
};

}  // namespace

std::unique_ptr<::soci::session> soci_session_over(const std::function<sqlite3*()>& open) {
  // Needed while the session is made; SOCI's reconnect, which would need it again, is never called.
  const HandleFactory factory(open);
  return std::make_unique<::soci::session>(factory, "");
}

sqlite3* handle_of(::soci::session& session) {
  return reinterpret_cast<sqlite3*>(connection_in(*session.get_backend()));
}

sqlite3_stmt* statement_of(::soci::details::statement_backend& statement) {
  return reinterpret_cast<sqlite3_stmt*>(statement_in(statement));
}

}  // namespace rowan::sqlite
