// What to_json() is made of.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "core/json_text.hpp"
#include "rowan/fwd.hpp"
#include "rowan/model/json_shape.hpp"

namespace rowan {

/// A member of an object, its value written already.
struct JsonPart {
  std::string_view name;
  std::string json;
};
/// These attributes of the record and these parts; a part stands in for an attribute of its name (the key of a
/// belongs_to).
std::string json_of_record(const ModelBase& record, std::span<const AttributeInfo* const> attributes,
                           std::span<const JsonPart> parts);

/// Paths may come from outside, and go round in a circle.
inline constexpr std::size_t most_json_steps = 16;
/// All attributes, and the associations on these paths.
JsonShape shape_of(std::span<const std::string_view> include);

}  // namespace rowan
