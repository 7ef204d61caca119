// Texts of others inside our messages.
#pragma once

#include <string>
#include <string_view>

namespace rowan::detail {

// Not `quoted`: for a std::string that would find std::quoted as well, wherever <iomanip> is included.
/// `text` in double quotes for a message: cut at 60 bytes (never inside a character), control characters as '?'.
inline std::string in_quotes(std::string_view text) {
  constexpr std::size_t longest = 60;
  std::size_t end = text.size() < longest ? text.size() : longest;
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  std::string out = "\"";
  for (const char c : text.substr(0, end)) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
  if (end < text.size()) out += "…";
  out += '"';
  return out;
}

}  // namespace rowan::detail
