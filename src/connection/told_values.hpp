// For a log that shows values: statements that remember their bound values.
#pragma once

#include <memory>

#include "rowan/connection/statement.hpp"

namespace rowan {

/// Behaves like `statement`, and returns by `bound_values()` what was bound.
std::unique_ptr<Statement> telling_values(std::unique_ptr<Statement> statement);

}  // namespace rowan
