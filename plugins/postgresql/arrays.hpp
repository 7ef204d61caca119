// Arrays, in binary and as text.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cell.hpp"
#include "rowan/core/value.hpp"
#include "types.hpp"

namespace rowan::postgresql {

/// A parameter that is an array. Its type is that of columns of the kind, exactly: only then can the server look a list
/// up by hash. Where only the server knows that type it is left open, and the elements are in text.
struct ArrayParameter {
  unsigned type = oid::unknown;
  bool binary = false;
  std::string bytes{};
};

/// @throws InvalidValue where one of them is NULL.
void refuse_nulls(std::span<const Value> values);

/// @throws InvalidValue for what a single value of the kind is refused for, and for NULL.
ArrayParameter array_parameter(TypeKind element, std::span<const Value> values);
ArrayParameter array_parameter(std::span<const std::int64_t> values);

/// As the server writes arrays: `{1,2}`, `{"a b",NULL}`, `{{1,2},{3,4}}`. @throws InvalidValue as above, but for NULL.
std::string array_text(std::span<const Value> values);

/// Whether this text is an array of a type that is not known here, an enum's say, whose elements are read as texts.
bool is_array_of_others(Stored stored, TypeKind element, std::string_view text);

/// The elements of an array that the server sent; those of one with more dimensions are lists in turn. `element` is
/// what they are in an array that came as text. @throws InvalidValue as `value_of`.
std::vector<Value> elements_of(const WireCell& array, Stored element);

/// "[3:4]=", which the server writes before an array whose indices do not begin with 1; nothing for any other. An array
/// of the same elements that begins with 1 is another value to it.
std::string bounds_text(const WireCell& array);
/// @throws InvalidValue for an array that has such bounds: a list of elements would not be found again.
void require_plain_bounds(std::string_view bounds);

}  // namespace rowan::postgresql
