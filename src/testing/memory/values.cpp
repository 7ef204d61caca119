#include "testing/memory/values.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "rowan/core/letter_case.hpp"
#include "rowan/core/normal_json.hpp"

namespace rowan::testing::memory {
namespace {

template <class T>
std::partial_ordering order_of_same(const T& left, const T& right) {
  if constexpr (std::is_same_v<T, std::vector<Value>>) {
    return std::lexicographical_compare_three_way(left.begin(), left.end(), right.begin(), right.end(), order_of);
  } else if constexpr (std::is_same_v<T, Json>) {
    return left == right ? std::partial_ordering::equivalent : normal_json(left.text()) <=> normal_json(right.text());
  } else if constexpr (std::is_same_v<T, std::monostate>) {
    return std::partial_ordering::equivalent;
  } else if constexpr (std::three_way_comparable<T>) {
    return left <=> right;
  } else {
    return left == right ? std::partial_ordering::equivalent : std::partial_ordering::unordered;
  }
}

template <class T>
constexpr bool integral = std::is_same_v<T, std::int64_t> || std::is_same_v<T, std::uint64_t>;
template <class T>
constexpr bool exact = integral<T> || std::is_same_v<T, Decimal>;
template <class T>
constexpr bool number = exact<T> || std::is_same_v<T, double>;

}  // namespace

double real_of(const Value& number) {
  const auto* real = std::get_if<double>(&number.storage());
  return real != nullptr ? *real : std::strtod(number.to_string().c_str(), nullptr);
}

std::partial_ordering order_of(const Value& left, const Value& right) {
  return std::visit(
      [&](const auto& a, const auto& b) -> std::partial_ordering {
        using A = std::decay_t<decltype(a)>;
        using B = std::decay_t<decltype(b)>;
        if constexpr (std::is_same_v<A, B>) {
          return order_of_same(a, b);
        } else if constexpr (integral<A> && integral<B>) {
          if (std::cmp_equal(a, b)) return std::partial_ordering::equivalent;
          return std::cmp_less(a, b) ? std::partial_ordering::less : std::partial_ordering::greater;
        } else if constexpr (exact<A> && exact<B>) {
          return left.as_decimal() <=> right.as_decimal();
        } else if constexpr (number<A> && number<B>) {
          return real_of(left) <=> real_of(right);
        } else {
          return left.to_string() <=> right.to_string();
        }
      },
      left.storage(), right.storage());
}

Truth compare(CompareOp op, const Value& left, const Value& right) {
  if (left.is_null() || right.is_null()) return Truth::unknown;
  const std::partial_ordering order = order_of(left, right);
  switch (op) {
    case CompareOp::equal:
      return truth(order == 0);
    case CompareOp::not_equal:
      return truth(order != 0);
    case CompareOp::less:
      return truth(order < 0);
    case CompareOp::less_equal:
      return truth(order <= 0);
    case CompareOp::greater:
      return truth(order > 0);
    case CompareOp::greater_equal:
      break;
  }
  return truth(order >= 0);
}

Value sum_of(const Value& left, const Value& right, TypeKind kind) {
  if (kind == TypeKind::float32 || kind == TypeKind::float64)
    return Value(real_of(left) + real_of(right)).converted_to(kind);
  return Value(left.as_decimal() + right.as_decimal()).converted_to(kind);
}

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool matches(MatchKind kind, std::string_view text, std::string_view part, bool ignore_case) {
  if (ignore_case) return matches(kind, in_lower_case(text), in_lower_case(part), false);
  if (kind == MatchKind::starts_with) return text.starts_with(part);
  if (kind == MatchKind::ends_with) return text.ends_with(part);
  return text.find(part) != std::string_view::npos;
}

namespace {

// Equal values are equal whatever they are kept as: 2 and 2.0, and documents however they are spelled.
std::uint64_t hash_of_one(const Value& value) {
  return std::visit(
      [&](const auto& held) {
        using T = std::decay_t<decltype(held)>;
        if constexpr (integral<T>)
          return hash_value(Value(static_cast<double>(held)));
        else if constexpr (std::is_same_v<T, Decimal>)
          return hash_value(Value(held.to_double()));
        else if constexpr (std::is_same_v<T, Json>)
          return hash_value(Value(normal_json(held.text())));
        else
          return hash_value(value);
      },
      value.storage());
}

}  // namespace

std::uint64_t hash_of(const std::vector<Value>& values) {
  std::uint64_t hash = 0;
  for (const Value& value : values) hash = hash * 0x9E3779B97F4A7C15U + hash_of_one(value);
  return hash;
}

}  // namespace rowan::testing::memory
