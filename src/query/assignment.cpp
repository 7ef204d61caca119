#include "rowan/query/assignment.hpp"

#include <limits>

#include <fmt/format.h>

#include "rowan/core/error.hpp"

namespace rowan::detail {

Value negative(const Value& number) {
  if (const auto* decimal = std::get_if<Decimal>(&number.storage())) return Value(-*decimal);
  if (const auto* real = std::get_if<double>(&number.storage())) return Value(-*real);
  const std::int64_t whole = number.as_int64();
  if (whole == std::numeric_limits<std::int64_t>::min())
    throw InvalidValue(fmt::format("the negative of {} is no 64-bit integer", whole));
  return Value(-whole);
}

}  // namespace rowan::detail
