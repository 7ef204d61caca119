// Include it to print records and values with {fmt}: `fmt::print("{}", book)`. The format is that of a text: `{:>20}`.
// Not part of rowan.hpp, which needs no fmt.
#pragma once

#include <fmt/format.h>

#include <string>
#include <type_traits>

#include "rowan/export.hpp"
#include "rowan/model/printed.hpp"

FMT_BEGIN_NAMESPACE
template <typename T, typename Char>
struct is_range;
// Results and relations are ranges, too: with fmt/ranges.h there would be two ways to format them.
template <rowan::printed T>
struct is_range<T, char> : std::false_type {};

template <rowan::printed T>
struct formatter<T, char> : formatter<std::string, char> {
  template <class Context>
  auto format(const T& value, Context& context) const {
    return formatter<std::string, char>::format(rowan::detail::printed_text(value), context);
  }
};
FMT_END_NAMESPACE
