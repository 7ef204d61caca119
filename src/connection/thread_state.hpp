// What this layer keeps per thread. One small object, so that the hot paths pay for one thread-local address.
#pragma once

#include <cstdint>

namespace rowan {

class OpenTransaction;
struct PooledConnection;
class StatementObserver;
namespace detail {
struct TagScope;
}

struct ThreadState {
  PooledConnection* held = nullptr;         ///< connections this thread has leased, linked through `next_held`
  OpenTransaction* transactions = nullptr;  ///< open on this thread, innermost first
  StatementObserver* observers = nullptr;   ///< innermost first
  std::uint64_t executed = 0;               ///< statements
  std::int64_t id = 0;                      ///< the system's thread id; 0: not asked yet
  std::uint32_t number = 0;                 ///< our own count, to distribute threads over replicas; 0: not asked yet
  bool reads_again = false;                 ///< after a read was lost: this time on the primary
  const unsigned* thrown = nullptr;         ///< see exceptions_in_flight(); null: not asked yet
  const detail::TagScope* tags = nullptr;   ///< what statements say in comments, innermost first
};

// initial-exec: a constant offset from the thread pointer instead of a call. It takes 64 bytes of the static TLS
// reserve. constinit: no wrapper function that checks whether it was constructed.
extern constinit thread_local ThreadState this_thread __attribute__((tls_model("initial-exec")));

/// The thread id that the system and its tools use.
std::int64_t thread_id() noexcept;

}  // namespace rowan
