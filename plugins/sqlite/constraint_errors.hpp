// Which constraint was violated, by name: SQLite tells some of it in its message, the schema the rest.
#pragma once

#include "errors.hpp"
#include "rowan/core/error.hpp"

namespace rowan::sqlite {

/// Throws UniqueViolation, ForeignKeyViolation, NotNullViolation, CheckViolation or ConstraintViolation.
[[noreturn]] void raise_constraint(const Failure& failure, ErrorDetails details);

}  // namespace rowan::sqlite
