// Reads that survive the loss of a connection.
#pragma once

#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/log.hpp"

namespace rowan {

/// Calls `read(bool& may_repeat)`, and once more, on another connection, when the first was lost, the function said
/// that it only reads, and this thread's transaction, if any, has done nothing yet. `read` must begin anew each time,
/// and hold no lease when it ends.
template <class Read>
auto read_again_when_lost(DatabaseCore& database, Read&& read) {
  bool may_repeat = false;
  try {
    return read(may_repeat);
  } catch (const ConnectionLost& lost) {
    if (!may_repeat || !database.may_read_again()) throw;
    log_message(LogLevel::warning,
                "a read on " + database.label() + " lost its connection and runs again on another: " + lost.what());
  }
  return read(may_repeat);
}

}  // namespace rowan
