#include "core/json_parts.hpp"

#include <charconv>
#include <cstdint>

namespace rowan::detail {
namespace {

void append_utf8(std::string& out, std::uint32_t code) {
  const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80U | (code >> shift & 0x3FU)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0U | code >> 6U);
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0U | code >> 12U);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | code >> 18U);
    tail(12);
    tail(6);
    tail(0);
  }
}

std::uint32_t hex4(std::string_view text, std::size_t at) {
  std::uint32_t code = 0;
  for (std::size_t i = at; i < at + 4 && i < text.size(); ++i) {
    const char c = text[i];
    code = code << 4U | static_cast<std::uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return code;
}

// `text`: what stands between the quotes.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || ++i == text.size()) {
      if (i < text.size()) out += text[i];
      continue;
    }
    constexpr std::string_view letters = "bfnrt", means = "\b\f\n\r\t";
    if (const auto letter = letters.find(text[i]); letter != letters.npos) {
      out += means[letter];
    } else if (text[i] != 'u') {
      out += text[i];
    } else {
      std::uint32_t code = hex4(text, i + 1);
      i += 4;
      if (code >= 0xD800 && code < 0xDC00 && text.substr(i + 1, 2) == "\\u") {
        code = 0x10000 + ((code - 0xD800) << 10U) + (hex4(text, i + 3) - 0xDC00);
        i += 6;
      }
      append_utf8(out, code);
    }
  }
  return out;
}

}  // namespace

std::string_view json_string_at(std::string_view text, std::size_t at) {
  for (std::size_t end = at + 1; end < text.size(); ++end) {
    if (text[end] == '"') return text.substr(at, end + 1 - at);
    if (text[end] == '\\') ++end;
  }
  return {};
}

std::string_view json_word_at(std::string_view text, std::size_t at) {
  constexpr std::string_view ends = ",:[]{}\"";
  std::size_t end = at;
  while (end < text.size() && !is_json_space(text[end]) && ends.find(text[end]) == std::string_view::npos) ++end;
  return text.substr(at, end - at);
}

std::string unescaped_json(std::string_view quoted) { return unescaped(quoted.substr(1, quoted.size() - 2)); }

std::string normal_string(std::string_view quoted) {
  if (quoted.find('\\') == std::string_view::npos) return std::string(quoted);
  std::string text = "\"";
  for (const char c : unescaped(quoted.substr(1, quoted.size() - 2))) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text += '"';
}

std::string normal_word(std::string_view word) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool negative = word.starts_with('-');
  std::string digits;
  std::int64_t exponent = 0;
  std::size_t at = negative ? 1 : 0;
  for (bool fraction = false; at < word.size() && (is_digit(word[at]) || (word[at] == '.' && !fraction)); ++at) {
    if (word[at] == '.')
      fraction = true;
    else
      digits += word[at], exponent -= fraction ? 1 : 0;
  }
  if (digits.empty()) return std::string(word);
  if (at < word.size()) {
    if (word[at] != 'e' && word[at] != 'E') return std::string(word);
    if (++at < word.size() && word[at] == '+') ++at;
    int given = 0;
    const auto [end, error] = std::from_chars(word.data() + at, word.data() + word.size(), given);
    if (error != std::errc() || end != word.data() + word.size()) return std::string(word);
    exponent += given;
  }
  digits.erase(0, digits.find_first_not_of('0'));
  if (digits.empty()) return "0";
  for (; digits.ends_with('0'); ++exponent) digits.pop_back();
  return (negative ? "-" : "") + digits + (exponent == 0 ? "" : "e" + std::to_string(exponent));
}

}  // namespace rowan::detail
