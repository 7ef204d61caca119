// Finds statements that a thread runs again and again where one would do ("N+1").
#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>
#include <unordered_map>
#include <vector>

#include "rowan/connection/statement_observer.hpp"
#include "rowan/export.hpp"

namespace rowan {

/// One statement that ran too often.
struct ROWAN_EXPORT Repetition {
  std::string sql{};
  std::string model{};    ///< empty for SQL of the program's own
  std::string purpose{};  ///< "find", "insert", "load posts", …
  std::size_t times = 0;
  /// Where it first ran once too often: `program(function+0x1a) [0x…]`, the innermost call outside of the library
  /// first. `addr2line -Cfie program 0x…` gives the line. Empty where the system has no backtraces, and with the
  /// static library.
  std::vector<std::string> call_site{};

  /// What would run once instead.
  [[nodiscard]] std::string advice() const;
};

/// All of it: times, advice, SQL and call site, in some lines.
ROWAN_EXPORT std::ostream& operator<<(std::ostream& out, const Repetition& repetition);

/// While it lives, counts this thread's statements by their text: make one for a unit of work, such as a request.
/// Lists of different lengths are one text. Begin and end on one thread, in reverse order of making.
class ROWAN_EXPORT RepeatedStatements final : public StatementObserver {
 public:
  using Report = std::function<void(const Repetition&)>;

  /// A statement may run `allowed` times. `report` is called in the destructor for each that ran more often, the most
  /// frequent first, unless an exception ends the block; what it throws is dropped. Without one, they are warnings in
  /// the library's log.
  explicit RepeatedStatements(std::size_t allowed = 5, Report report = {});
  ~RepeatedStatements() override;

  /// Those that ran too often so far, the most frequent first.
  [[nodiscard]] std::vector<Repetition> found() const;

 private:
  void executing(const StartingStatement& statement) override;

  const std::size_t allowed_;
  const Report report_;
  const int exceptions_;
  std::unordered_map<std::string, Repetition> by_text_;  ///< lists shortened
};

}  // namespace rowan
