// From SQLSTATE to the library's errors.
#pragma once

#include "failure.hpp"

namespace rowan::postgresql {

/// Throws the typed error for it. For constraints the catalogue is asked for what the server did not say, unless the
/// transaction has failed, in which the server answers nothing.
[[noreturn]] void raise(const Failure& failure);

}  // namespace rowan::postgresql
