// Values as JSON.
#pragma once

#include <string>
#include <string_view>

#include "rowan/core/value.hpp"

namespace rowan {

/// In quotes, with its escapes. @throws InvalidValue when it is not UTF-8.
std::string json_of_text(std::string_view text);
/// Numbers exact, text in quotes, instants in UTC, bytes in base64.
std::string json_of_value(const Value& value);

}  // namespace rowan
