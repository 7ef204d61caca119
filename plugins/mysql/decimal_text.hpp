// Decimals as the server writes them.
#pragma once

#include <string_view>

namespace rowan::mysql {

/// `text` without the zeros that the server fills up a column with which has no scale of its own: more digits than
/// `Decimal` has. `decimals` is the column's number of digits after the point.
inline std::string_view without_filling(std::string_view text, unsigned decimals) {
  constexpr unsigned any_scale = 30;
  if (decimals < any_scale || text.find('.') == std::string_view::npos) return text;
  text = text.substr(0, text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.remove_suffix(1);
  return text;
}

}  // namespace rowan::mysql
