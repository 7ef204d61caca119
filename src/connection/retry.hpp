// When a transaction's block is run again, and after which pause.
#pragma once

#include <cstdint>
#include <exception>
#include <string>

namespace rowan {

/// Grows with each attempt at a block that may be retried, in the whole process.
std::uint32_t next_attempt() noexcept;
/// The last one that began.
std::uint32_t last_attempt() noexcept;

/// Whether another transaction was in the way, so that a new attempt may succeed. A lock that was not got in time
/// counts when nothing was done yet: at BEGIN.
bool is_conflict(const std::exception_ptr& error, bool failed_at_begin);
/// Throws an error of the same type that also says why the block was not run again: it changed records from outside.
[[noreturn]] void throw_with_advice(const std::exception_ptr& error);
/// Sleeps: at random up to a time that doubles with each attempt, so that those who collided don't meet again.
void pause_before_retry(const std::string& database, unsigned attempt);

}  // namespace rowan
