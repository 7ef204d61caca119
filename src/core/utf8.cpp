#include "core/utf8.hpp"

#include <locale.h>
#include <wctype.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "rowan/core/letter_case.hpp"

namespace rowan::detail {
namespace {

bool continues(std::string_view text, std::size_t position) noexcept {
  return position < text.size() && (static_cast<unsigned char>(text[position]) & 0xC0U) == 0x80U;
}

std::size_t announced_length(unsigned char lead) noexcept {
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;  // a continuation, or an overlong form of ASCII
  if (lead < 0xE0) return 2;
  if (lead < 0xF0) return 3;
  return lead < 0xF5 ? 4 : 0;
}

// The second byte's range excludes overlong forms, surrogates and what lies above U+10FFFF.
bool second_fits(unsigned char lead, unsigned char second) noexcept {
  switch (lead) {
    case 0xE0:
      return second >= 0xA0;
    case 0xED:
      return second < 0xA0;
    case 0xF0:
      return second >= 0x90;
    case 0xF4:
      return second < 0x90;
    default:
      return true;
  }
}

}  // namespace

std::size_t utf8_length(std::string_view text, std::size_t position) noexcept {
  const auto lead = static_cast<unsigned char>(text[position]);
  const std::size_t length = announced_length(lead);
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues(text, position + i)) return 0;
  }
  if (length > 1 && !second_fits(lead, static_cast<unsigned char>(text[position + 1]))) return 0;
  return length;
}

}  // namespace rowan::detail

namespace rowan {
namespace {

// The process's own locale must not change results; C.UTF-8 knows all of Unicode's simple case pairs.
locale_t unicode() {
  static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

char32_t lower(char32_t character) {
  if (character < 0x80) return character >= 'A' && character <= 'Z' ? character + 32 : character;
  return unicode() == nullptr ? character
                              : static_cast<char32_t>(towlower_l(static_cast<wint_t>(character), unicode()));
}

char32_t upper(char32_t character) {
  if (character < 0x80) return character >= 'a' && character <= 'z' ? character - 32 : character;
  return unicode() == nullptr ? character
                              : static_cast<char32_t>(towupper_l(static_cast<wint_t>(character), unicode()));
}

char32_t decode(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(character[i])); };
  switch (character.size()) {
    case 2:
      return (byte(0) & 0x1f) << 6 | (byte(1) & 0x3f);
    case 3:
      return (byte(0) & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
    case 4:
      return (byte(0) & 0x07) << 18 | (byte(1) & 0x3f) << 12 | (byte(2) & 0x3f) << 6 | (byte(3) & 0x3f);
    default:
      return byte(0);
  }
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  const auto tail = [&](int shift) { put(0x80 | (c >> shift & 0x3f)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0 | c >> 6);
    tail(0);
  } else if (c < 0x10000) {
    put(0xe0 | c >> 12);
    tail(6);
    tail(0);
  } else {
    put(0xf0 | c >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

template <char32_t (*other)(char32_t)>
std::string in_other_case(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t size = detail::utf8_length(text, 0);  // 0: no valid UTF-8
    const auto character = text.substr(0, std::max<std::size_t>(size, 1));
    if (size == 0) {
      out.append(character);
    } else {
      append_utf8(out, other(decode(character)));
    }
    text.remove_prefix(character.size());
  }
  return out;
}

}  // namespace

std::string in_lower_case(std::string_view text) { return in_other_case<lower>(text); }
std::string in_upper_case(std::string_view text) { return in_other_case<upper>(text); }

}  // namespace rowan
