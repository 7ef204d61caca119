// libsodium, ready to be used.
#pragma once

#include <sodium.h>

namespace rowan::detail {

/// Before any other of its functions. Thread-safe, and cheap but for the first time. @throws SodiumError.
void need_sodium();

}  // namespace rowan::detail
