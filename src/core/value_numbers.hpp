// Numbers as other numbers, and how a refused conversion is worded.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "rowan/core/value.hpp"

namespace rowan::detail {

using Integer = Decimal::Wide;  ///< holds every signed and unsigned 64-bit integer

/// Throws InvalidValue: "the text "x" can't be used as int64"; `advice` follows.
[[noreturn]] void refuse_conversion(const Value& value, std::string_view wanted, std::string_view advice = "");

/// Whether one of these types is held.
template <class... T>
bool holds(const Value& value) {
  return (std::holds_alternative<T>(value.storage()) || ...);
}

inline bool is_number(const Value& value) { return holds<std::int64_t, std::uint64_t, double, Decimal>(value); }

/// The integer that a number equals; nothing for other numbers and kinds.
std::optional<Integer> integer_in(const Value& value);
/// The integer, in the range of `kind`. @throws InvalidValue otherwise.
Integer integer_of_kind(const Value& value, TypeKind kind);
/// The double that a number equals, see Value::as_double; nothing otherwise.
std::optional<double> double_in(const Value& value);
/// The nearest float. @throws InvalidValue when that would be infinite.
double nearest_float32(double value);
/// Which a row holds: what would be rounded when it is read is not found by what was read. @throws InvalidValue when no
/// float32 equals `value`.
float exact_float32(double value);
/// The same of each element that is read of an array.
void require_exact(TypeKind element, const std::vector<Value>& values);

}  // namespace rowan::detail
