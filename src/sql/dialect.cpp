#include "rowan/sql/dialect.hpp"

namespace rowan {

std::string_view Dialect::name() const { return "standard"; }

}  // namespace rowan
