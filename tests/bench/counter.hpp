// What rounds are measured with: a clock, or the processor's counter of instructions.
#pragma once

#include <cstdint>

#include "options.hpp"

namespace bench {

/// Has callgrind, if it runs this program, count from here on, or no longer.
void toggle_callgrind() noexcept;
/// What it counted so far is forgotten.
void zero_callgrind() noexcept;

class Counter {
 public:
  /// @throws std::runtime_error when instructions are asked for and this machine doesn't count them.
  explicit Counter(Meter meter);
  ~Counter();
  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;

  /// Nanoseconds, or instructions of this thread so far.
  [[nodiscard]] std::int64_t now() const;

 private:
  Meter meter_;
  int instructions_ = -1;  ///< a file descriptor
};

}  // namespace bench
