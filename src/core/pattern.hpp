// Patterns that a whole text must match. A subset of ECMAScript's with the flag `u`, so that a form may ask the same of
// its field: literals, `.`, classes, `\d \w \s` and their opposites, groups, `|`, `* + ? {n,m}`, `^` and `$`.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace rowan::detail {

/// Code points, as ranges in order that don't touch.
using CodePoints = std::vector<std::pair<char32_t, char32_t>>;

/// One step of the machine that a pattern becomes. Targets are relative, so that a part can be copied.
struct PatternStep {
  enum class Kind : std::uint8_t {
    take,   ///< one code point of the set number `set`
    fork,   ///< goes on at both targets
    jump,   ///< goes on at `first`
    begin,  ///< goes on at the start of the text only
    end,    ///< at its end only
  };
  Kind kind{};
  std::uint32_t set = 0;
  std::int32_t first = 1, second = 1;
};

/// Immutable; may be used by several threads at once.
class Pattern {
 public:
  /// @throws InvalidValue saying what of it is not understood, and where.
  explicit Pattern(std::string_view pattern);

  /// Whether the whole text matches. Takes time in proportion to the text times the pattern, whatever they are.
  [[nodiscard]] bool matches(std::string_view text) const;

 private:
  std::vector<CodePoints> sets_;
  std::vector<PatternStep> steps_;
};

/// The character at `position`, which goes behind it. U+FFFD for a byte that begins none.
char32_t next_code_point(std::string_view text, std::size_t& position);

}  // namespace rowan::detail
