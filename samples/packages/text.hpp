// Small things about text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace packages {

/// Without white space at both ends; a view of `text`.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// The trimmed parts between separators, empty ones too; views of `text`.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
/// ASCII letters only.
[[nodiscard]] std::string lower_case(std::string_view text);
[[nodiscard]] bool is_utf8(std::string_view text);
/// The number of columns that UTF-8 text takes on a terminal: two for East Asian wide characters and emoji, none for
/// combining marks.
[[nodiscard]] std::size_t display_width(std::string_view text);
/// Cut to `width` columns, with … at the end if anything was cut.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t width);

}  // namespace packages
