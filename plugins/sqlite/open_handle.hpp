// Opening and configuring a database file.
#pragma once

#include "options.hpp"

struct sqlite3;

namespace rowan::sqlite {

/// Opens the database and makes it ready: extended result codes, time-out, journal, foreign keys, collations and
/// functions; proves that the file is a database. The handle is used by one thread at a time (it has no mutex). The
/// caller closes it with `sqlite3_close`.
/// @throws ConnectionFailed saying why and what to do; LockTimeout when others hold the file locked.
sqlite3* open_handle(const Options& options);

}  // namespace rowan::sqlite
