// How values compare in a database in memory.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/core/logical_type.hpp"
#include "rowan/core/value.hpp"
#include "rowan/query/expr.hpp"

namespace rowan::testing::memory {

/// SQL's three truths.
enum class Truth : std::uint8_t { no, yes, unknown };

inline Truth truth(bool value) { return value ? Truth::yes : Truth::no; }
inline Truth opposite(Truth value) {
  if (value == Truth::unknown) return value;
  return value == Truth::yes ? Truth::no : Truth::yes;
}

inline Truth both(Truth left, Truth right) {
  if (left == Truth::no || right == Truth::no) return Truth::no;
  return left == Truth::yes ? right : left;
}

/// Of values that are not NULL. Numbers by value, text and bytes byte by byte.
std::partial_ordering order_of(const Value& left, const Value& right);
/// Unknown when either is NULL.
Truth compare(CompareOp op, const Value& left, const Value& right);
bool matches(MatchKind kind, std::string_view text, std::string_view part, bool ignore_case);
/// Of `kind`, as counters add: a NULL is none of them. @throws InvalidValue when it does not fit.
Value sum_of(const Value& left, const Value& right, TypeKind kind);
/// How many characters a text has.
std::size_t characters_in(std::string_view text);
/// The nearest double to a number.
double real_of(const Value& number);
/// Equal for equal values; the values of some columns of a row.
std::uint64_t hash_of(const std::vector<Value>& values);

}  // namespace rowan::testing::memory
