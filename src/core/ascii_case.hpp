// Names whose ASCII letters are equal in either case, as many databases compare them. Other characters are kept apart.
#pragma once

#include <algorithm>
#include <string_view>

namespace rowan {

inline char lowered(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

inline bool equal_in_any_case(char left, char right) noexcept { return lowered(left) == lowered(right); }

inline bool equal_in_any_case(std::string_view left, std::string_view right) noexcept {
  return left.size() == right.size() &&
         std::equal(left.begin(), left.end(), right.begin(), [](char a, char b) { return equal_in_any_case(a, b); });
}

/// `ignore_case` is the rule of the database.
inline bool same_name(std::string_view left, std::string_view right, bool ignore_case) noexcept {
  return ignore_case ? equal_in_any_case(left, right) : left == right;
}

/// Whether `word` stands anywhere in `text`, whatever the case of the letters.
inline bool mentions(std::string_view text, std::string_view word) noexcept {
  return std::search(text.begin(), text.end(), word.begin(), word.end(),
                     [](char a, char b) { return equal_in_any_case(a, b); }) != text.end();
}

}  // namespace rowan
