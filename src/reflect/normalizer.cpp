#include "rowan/reflect/normalizer.hpp"

#include <algorithm>

namespace rowan {
namespace {

constexpr std::string_view white_space_bytes = " \t\n\v\f\r";

std::string_view without_ends(std::string_view text) {
  const std::size_t first = text.find_first_not_of(white_space_bytes);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white_space_bytes) + 1 - first);
}

}  // namespace

std::string trimmed(std::string_view text) { return std::string(without_ends(text)); }

std::string squished(std::string_view text) {
  std::string made;
  for (std::string_view rest = without_ends(text); !rest.empty();) {
    const std::size_t end = std::min(rest.find_first_of(white_space_bytes), rest.size());
    if (!made.empty()) made += ' ';
    made += rest.substr(0, end);
    rest = without_ends(rest.substr(end));
  }
  return made;
}

std::string lower_case(std::string_view text) {
  std::string made(text);
  for (char& c : made) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return made;
}

}  // namespace rowan
