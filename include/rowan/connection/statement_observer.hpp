// Sees the statements of one thread, for tests and diagnostics.
#pragma once

#include <string_view>

#include "rowan/export.hpp"

namespace rowan {

/// A statement that is about to run. Views are valid during the call only.
struct StartingStatement {
  std::string_view sql{};
  std::string_view model{};    ///< the model it runs for, or empty
  std::string_view purpose{};  ///< "find", "insert", "load posts", …
};

/// While it lives it is told each statement that the thread which made it executes; transaction statements (BEGIN,
/// COMMIT, savepoints) are left out, as `statements_executed()` leaves them out. What `executing` itself asks of a
/// database is told to the other observers only. Ends on the thread that made it, in reverse order of making.
class ROWAN_EXPORT StatementObserver {
 public:
  StatementObserver() noexcept;
  virtual ~StatementObserver();
  StatementObserver(const StatementObserver&) = delete;
  StatementObserver& operator=(const StatementObserver&) = delete;

  /// Before the statement runs. May throw; then the statement does not run.
  virtual void executing(const StartingStatement& statement) = 0;

 private:
  friend struct ObserverList;
  StatementObserver* outer_;
};

}  // namespace rowan
