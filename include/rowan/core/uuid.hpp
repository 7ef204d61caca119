// Universally unique identifiers (RFC 9562).
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

#include "rowan/core/text_argument.hpp"
#include "rowan/export.hpp"

namespace rowan {

/// Sixteen bytes. The default is the nil UUID.
class ROWAN_EXPORT Uuid {
 public:
  constexpr Uuid() = default;
  explicit constexpr Uuid(const std::array<std::uint8_t, 16>& bytes) : bytes_(bytes) {}
  /// Reads the 36-character form, upper or lower case. @throws InvalidValue otherwise.
  explicit Uuid(std::string_view text);
  explicit Uuid(const char* text) : Uuid(std::string_view(TextArgument(text))) {}

  /// The same of text in a column that the database compares byte by byte: lower case only, for a UUID that is spelt
  /// otherwise would be read, and never be found again. @throws InvalidValue otherwise.
  static Uuid stored(std::string_view text);

  /// Version 4: 122 random bits from the operating system. Thread-safe.
  static Uuid random();
  /// Version 7: milliseconds since 1970 first, so that keys made later sort later; then random bits. Thread-safe.
  static Uuid time_ordered();

  [[nodiscard]] const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
  /// The lower-case 36-character form.
  [[nodiscard]] std::string to_string() const;

  friend auto operator<=>(const Uuid&, const Uuid&) = default;
  friend ROWAN_EXPORT std::ostream& operator<<(std::ostream& out, const Uuid& uuid);

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

namespace detail {
ROWAN_EXPORT std::size_t hash_uuid(const Uuid& uuid) noexcept;
}
}  // namespace rowan

template <>
struct std::hash<rowan::Uuid> {
  std::size_t operator()(const rowan::Uuid& uuid) const noexcept { return rowan::detail::hash_uuid(uuid); }
};
