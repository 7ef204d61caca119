// Which constraint was violated, of which table and columns.
#pragma once

#include "errors.hpp"
#include "rowan/core/error.hpp"

namespace rowan::mysql {

/// Throws UniqueViolation. The message names the key; the table is that of the statement, and the columns come from the
/// schema.
[[noreturn]] void raise_unique(const Failure& failure, ErrorDetails details);
/// Throws ForeignKeyViolation with what the message says of the constraint, its table and its columns.
[[noreturn]] void raise_foreign_key(const Failure& failure, ErrorDetails details);
/// Throws NotNullViolation.
[[noreturn]] void raise_not_null(const Failure& failure, ErrorDetails details);
/// Throws CheckViolation.
[[noreturn]] void raise_check(const Failure& failure, ErrorDetails details);

}  // namespace rowan::mysql
