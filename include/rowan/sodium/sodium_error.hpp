// What goes wrong with secrets.
#pragma once

#include "rowan/core/error.hpp"
#include "rowan/export.hpp"

namespace rowan {

/// libsodium can't be used, or has too little memory; keys that are none, or missing. Its text never has a secret in
/// it.
class ROWAN_EXPORT SodiumError : public Error {
 public:
  using Error::Error;
  SodiumError(const SodiumError&) noexcept = default;
  SodiumError& operator=(const SodiumError&) noexcept = default;
  ~SodiumError() override;
};

}  // namespace rowan
