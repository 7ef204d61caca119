// Include it to print records and values with std::format, where the standard library has that:
// `std::format("{}", book)`. The format is that of a text: `{:>20}`.
#pragma once

#include <version>

#include "rowan/export.hpp"
#include "rowan/model/printed.hpp"

#if defined(__cpp_lib_format)
#include <format>
#include <ranges>
#include <string>

#if defined(__cpp_lib_format_ranges)
// Results and relations are ranges, too: there would be two ways to format them.
template <std::ranges::input_range T>
  requires std::same_as<T, std::remove_cvref_t<T>> && rowan::printed<T>
inline constexpr std::range_format std::format_kind<T> = std::range_format::disabled;
#endif

template <rowan::printed T>
struct std::formatter<T, char> : std::formatter<std::string, char> {
  template <class Context>
  auto format(const T& value, Context& context) const {
    return std::formatter<std::string, char>::format(rowan::detail::printed_text(value), context);
  }
};
#endif
