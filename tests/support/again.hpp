// What a program does with a conflict: the same once more.
#pragma once

#include "rowan/core/error.hpp"

namespace rowan::testing {

/// Calls `work` until no SerializationFailure comes, twenty times at most. MariaDB, since 11.6, gives a transaction no
/// lock of a row that is newer than what it sees.
template <class Work>
auto again_after_a_conflict(const Work& work) {
  for (int left = 19;; --left) {
    try {
      return work();
    } catch (const SerializationFailure&) {
      if (left == 0) throw;
    }
  }
}

}  // namespace rowan::testing
