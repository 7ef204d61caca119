// Locks on the rows that a query returns.
#pragma once

#include <cstdint>

#include "rowan/export.hpp"

namespace rowan {

enum class LockStrength : std::uint8_t {
  update,  ///< no other transaction may change or lock the rows
  share,   ///< others may share the lock, none may change the rows
};

/// What to do about rows that another transaction has locked.
enum class LockWait : std::uint8_t {
  wait,         ///< for their transactions to end
  nowait,       ///< throw LockTimeout at once
  skip_locked,  ///< leave them out
};

struct RowLock {
  LockStrength strength = LockStrength::update;
  LockWait wait = LockWait::wait;
};

/// The words for `Relation::lock`: `.lock(rowan::lock::share, rowan::lock::nowait)`.
namespace lock {
inline constexpr LockStrength update = LockStrength::update;
inline constexpr LockStrength share = LockStrength::share;
inline constexpr LockWait wait = LockWait::wait;
inline constexpr LockWait nowait = LockWait::nowait;
inline constexpr LockWait skip_locked = LockWait::skip_locked;
}  // namespace lock

}  // namespace rowan
