// Functions of documents and times, as PostgreSQL writes them.
#pragma once

#include <string>
#include <vector>

#include "rowan/core/logical_type.hpp"
#include "rowan/query/function.hpp"

namespace rowan::postgresql {

/// Of a JSON document; empty for other functions.
std::string document_call(Function function, const std::vector<std::string>& arguments);

/// A time that is a while after another, or the while between two; empty for other functions.
std::string time_call(Function function, const std::vector<std::string>& arguments, TypeKind kind);

}  // namespace rowan::postgresql
