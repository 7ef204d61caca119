// Random bytes from the operating system.
#pragma once

#include <unistd.h>

#include <cstddef>

#include "rowan/core/error.hpp"

namespace rowan::detail {

/// Fills `size` bytes, at most 256. @throws Error when the system has none. Thread-safe, also across fork.
inline void fill_random(void* out, std::size_t size) {
  if (::getentropy(out, size) != 0) {
    throw Error("the operating system gives no random bytes (getentropy failed); a kernel with getrandom is needed");
  }
}

}  // namespace rowan::detail
