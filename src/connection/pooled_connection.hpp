// A connection as the pool sees it.
#pragma once

#include <chrono>
#include <cstdint>

#include "rowan/connection/connection.hpp"

namespace rowan {

class NestedSession;

/// What a thread uses a connection for; for messages.
enum class HeldFor : std::uint8_t { statement, transaction };

/// A connection with the notes of the pool and of the thread that holds it.
struct PooledConnection : Connection {
  using Connection::Connection;

  // Of the thread that holds it
  PooledConnection* next_held = nullptr;
  unsigned leases = 0;              ///< its transaction among them
  bool wrote = false;               ///< something other than a read may have run on it
  bool discard = false;             ///< its state is unknown: never to be used again
  bool abandoned = false;           ///< it belongs to the parent of this process, which was forked
  NestedSession* nested = nullptr;  ///< its session, while a test holds a transaction on it

  // Guarded by the pool
  std::chrono::nanoseconds since{};      ///< steady time of the last check-out or return
  std::chrono::nanoseconds retire_at{};  ///< steady time at which it is too old
  std::uint64_t generation = 0;          ///< of the pool, when it was last known to work
  std::int64_t holder = 0;               ///< the thread; 0: none
  HeldFor held_for = HeldFor::statement;
  bool cancelling = false;  ///< another thread is about to stop its statement: it must stay where it is
  bool cancelled = false;   ///< the request may still be in flight: it must not hit the next holder's statement
};

}  // namespace rowan
