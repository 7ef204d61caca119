// The handle of the C API inside a SOCI session.
#pragma once

struct st_mysql;
namespace soci {
class session;
}

namespace rowan::mysql {

/// Owned by the session.
[[nodiscard]] st_mysql* handle_of(::soci::session& session) noexcept;

}  // namespace rowan::mysql
