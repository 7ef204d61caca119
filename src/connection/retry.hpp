// When a transaction's block runs again, and after which pause.
#pragma once

#include <cstdint>
#include <exception>
#include <string>

namespace rowan {

/// Grows with each attempt at a block that may be retried, in the whole process.
std::uint32_t next_attempt() noexcept;
/// The last one that began.
std::uint32_t last_attempt() noexcept;

/// Whether another transaction conflicted, so that a new attempt may succeed. A lock time-out counts if nothing was
/// done yet: at BEGIN.
bool is_conflict(const std::exception_ptr& error, bool failed_at_begin);
/// Throws an error of the same type that also says why the block was not run again: it changed records from outside.
[[noreturn]] void throw_with_advice(const std::exception_ptr& error);
/// Sleeps: at random up to a time that doubles with each attempt, so that conflicting threads don't collide again.
void pause_before_retry(const std::string& database, unsigned attempt);

}  // namespace rowan
