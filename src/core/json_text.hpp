// Values as JSON.
#pragma once

#include <string>
#include <string_view>

#include "rowan/core/value.hpp"

namespace rowan {

/// In quotes, with its escapes. @throws InvalidValue when it is not UTF-8.
std::string json_of_text(std::string_view text);
/// Numbers exact, text in quotes, instants in UTC, bytes in base64.
/// @throws InvalidValue for infinity and NaN, which would be read back as NULL, and text that is not UTF-8.
std::string json_of_value(const Value& value);
/// As json_of_value, but infinity and NaN are null: for what is shown, and not read back.
std::string json_of_known(const Value& value);
/// @throws InvalidValue for infinity and NaN.
void require_finite(double number);

}  // namespace rowan
