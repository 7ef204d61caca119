// Reads that survive the loss of a connection, and of a race.
#pragma once

#include <optional>
#include <utility>

#include "connection/thread_state.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/log.hpp"

namespace rowan {

/// While it lives, this thread's reads go to the primary.
class ReadOnPrimary {
 public:
  ReadOnPrimary() noexcept : before_(std::exchange(this_thread.reads_again, true)) {}
  ~ReadOnPrimary() { this_thread.reads_again = before_; }
  ReadOnPrimary(const ReadOnPrimary&) = delete;
  ReadOnPrimary& operator=(const ReadOnPrimary&) = delete;

 private:
  const bool before_;
};

/// Calls `read(bool& may_repeat)`, and calls it once more, on another connection to the primary, if the first was lost
/// or the database gave up the read for other work (as a replica does for replay), the function said that it only
/// reads, and this thread's transaction, if any, has done nothing yet. `read` must start over each time, and hold no
/// lease when it ends.
template <class Read>
auto read_again_when_lost(DatabaseCore& database, Read&& read) {
  std::optional<ReadOnPrimary> again;
  while (true) {  // with one call of `read`, which becomes a part of its caller
    bool may_repeat = false;
    try {
      return read(may_repeat);
    } catch (const ConnectionLost& lost) {
      if (again || !may_repeat || !database.may_read_again()) throw;
      log_message(LogLevel::warning,
                  "a read on " + database.label() + " lost its connection and runs again on another: " + lost.what());
    } catch (const SerializationFailure& conflict) {
      if (again || !may_repeat || !database.may_read_again()) throw;
      log_message(LogLevel::info,
                  "a read on " + database.label() + " gave way to other work and runs again: " + conflict.what());
    }
    again.emplace();
  }
}

}  // namespace rowan
