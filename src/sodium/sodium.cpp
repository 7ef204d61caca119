#include "sodium/sodium.hpp"

#include "rowan/sodium/sodium_error.hpp"

namespace rowan {

SodiumError::~SodiumError() = default;

void detail::need_sodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw SodiumError("libsodium can't be used: it finds no source of random numbers on this system");
}

}  // namespace rowan
