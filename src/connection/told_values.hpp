// For a log that shows values: statements that remember what was bound to them.
#pragma once

#include <memory>

#include "rowan/connection/statement.hpp"

namespace rowan {

/// Does what `statement` does, and tells by `bound_values()` what was written to it.
std::unique_ptr<Statement> telling_values(std::unique_ptr<Statement> statement);

}  // namespace rowan
