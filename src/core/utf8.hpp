// UTF-8 validation, shared by text parameters and JSON.
#pragma once

#include <cstddef>
#include <string_view>

namespace rowan::detail {

/// Bytes of the well-formed character at `position` (no overlong form, surrogate, or code point above U+10FFFF), or 0.
std::size_t utf8_length(std::string_view text, std::size_t position) noexcept;

}  // namespace rowan::detail
