// Counts the statements of a block, whatever the test framework.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "rowan/connection/statement_observer.hpp"
#include "rowan/export.hpp"

namespace rowan::testing {

/// Records the statements that this thread executes while it lives; BEGIN, COMMIT and savepoints are left out. May be
/// nested.
class ROWAN_EXPORT StatementRecorder : public StatementObserver {
 public:
  [[nodiscard]] const std::vector<std::string>& statements() const noexcept { return statements_; }

 private:
  void executing(const StartingStatement& statement) override;

  std::vector<std::string> statements_;
};

/// Expects a number of statements from its construction to its end, and tells `report` when there were more or fewer,
/// listing them. An exception that leaves the block is failure enough: then it is silent. Other ways out (return,
/// break) are checked.
class ROWAN_EXPORT QueryCounter {
 public:
  using Report = void (*)(const char* file, int line, const std::string& message);

  /// `file` and `report` must outlive the object.
  QueryCounter(std::size_t expected, const char* file, int line, Report report) noexcept;
  ~QueryCounter();
  QueryCounter(const QueryCounter&) = delete;
  QueryCounter& operator=(const QueryCounter&) = delete;

 private:
  StatementRecorder recorder_;
  const std::size_t expected_;
  const char* const file_;
  const int line_;
  const Report report_;
  const int exceptions_;
};

}  // namespace rowan::testing
