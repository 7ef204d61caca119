#include "soci_handle.hpp"

#include <soci/mysql/soci-mysql.h>
#include <soci/session.h>

namespace rowan::mysql {

// SOCI hides the type information of its backends, which UBSan would look for at this cast.
__attribute__((no_sanitize("vptr"))) st_mysql* handle_of(::soci::session& session) noexcept {
  return static_cast<::soci::mysql_session_backend*>(session.get_backend())->conn_;
}

}  // namespace rowan::mysql
