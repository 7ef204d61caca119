// What to_json() is made of.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "rowan/core/value.hpp"
#include "rowan/fwd.hpp"

namespace rowan {

/// As to_json() writes a value: numbers exact, text in quotes, instants in UTC, bytes in base64.
std::string json_of_value(const Value& value);

/// A member of an object, its value written already.
struct JsonPart {
  std::string_view name;
  std::string json;
};
/// The record's attributes and these parts; one stands in for an attribute of its name (the key of a belongs_to).
std::string json_of_record(const ModelBase& record, std::span<const JsonPart> parts);

}  // namespace rowan
