#include "rowan/sql/dialect.hpp"

#include "rowan/sql/sql_compiler.hpp"

namespace rowan {

Dialect::Dialect(Capabilities capabilities)
    : capabilities_(capabilities), compiler_(std::make_unique<SqlCompiler>(*this)) {}
Dialect::~Dialect() = default;

std::string_view Dialect::name() const { return "standard"; }

}  // namespace rowan
