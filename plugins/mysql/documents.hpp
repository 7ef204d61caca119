// Functions of documents and times, as MariaDB and MySQL write them.
#pragma once

#include <string>
#include <vector>

#include "rowan/core/logical_type.hpp"
#include "rowan/query/function.hpp"

namespace rowan::mysql {

/// Of a JSON document; empty for other functions. Each argument stands in it once, for placeholders have no numbers.
/// @throws Unsupported for json_contains().
std::string document_call(Function function, const std::vector<std::string>& arguments);

/// A time that is a while after another, or the while between two; empty for other functions.
std::string time_call(Function function, const std::vector<std::string>& arguments, TypeKind kind);

}  // namespace rowan::mysql
