// The databases that are connected, by name, and the default one.
#pragma once

#include "rowan/connection/database.hpp"

namespace rowan {

/// Registers `database` under its name, and as the default when there is none. @throws ConnectionFailed when an open
/// database has the name.
void list_database(const Database& database, bool may_be_default);
/// Forgets it, because it was closed.
void unlist_database(const DatabaseCore& core) noexcept;

}  // namespace rowan
