// The values of an enum described by ROWAN_ENUM, as a program lists and reads them.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "rowan/core/value.hpp"
#include "rowan/reflect/value_ops.hpp"

namespace rowan {

/// The text of a value, as it is stored and shown: "PG-13". Lives as long as the process. @throws InvalidValue for a
/// number that is none of the enumerators.
template <described_enum E>
[[nodiscard]] std::string_view enum_text(E value) {
  return EnumText<E>::to_text(value);
}

/// The value whose text this is, exactly, case included; nothing where there is none.
template <described_enum E>
[[nodiscard]] constexpr std::optional<E> parse_enum(std::string_view text) noexcept {
  for (const detail::Enumerator& each : EnumText<E>::table) {
    if (each.text == text) return static_cast<E>(each.number);
  }
  return std::nullopt;
}

/// All values, in the order of ROWAN_ENUM's list.
template <described_enum E>
[[nodiscard]] constexpr auto enum_values() noexcept {
  std::array<E, EnumText<E>::table.size()> values{};
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<E>(EnumText<E>::table[i].number);
  return values;
}

/// Their texts, in the same order.
template <described_enum E>
[[nodiscard]] constexpr auto enum_texts() noexcept {
  std::array<std::string_view, EnumText<E>::table.size()> texts{};
  for (std::size_t i = 0; i < texts.size(); ++i) texts[i] = EnumText<E>::table[i].text;
  return texts;
}

}  // namespace rowan
