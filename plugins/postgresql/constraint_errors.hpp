// Which constraint was violated, and over which columns.
#pragma once

#include "failure.hpp"
#include "rowan/core/error.hpp"

namespace rowan::postgresql {

/// Throws UniqueViolation, ForeignKeyViolation, NotNullViolation, CheckViolation or ConstraintViolation for a failure
/// of class 23.
[[noreturn]] void raise_constraint(const Failure& failure, ErrorDetails details);

}  // namespace rowan::postgresql
