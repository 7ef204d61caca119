#include <cstring>
#include <string>

#include "core/utf8.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/parameter_writer.hpp"

namespace rowan {
namespace {

constexpr std::uint64_t low_bits = 0x0101010101010101U;
constexpr std::uint64_t high_bits = 0x8080808080808080U;

// Eight bytes at once: a byte above 0x7F has its high bit set, and subtracting 1 sets that of a NUL.
std::uint64_t suspects_in(std::uint64_t word) noexcept { return (word | (word - low_bits)) & high_bits; }

template <class Word>
std::uint64_t load(const char* p) noexcept {
  Word word;
  std::memcpy(&word, p, sizeof word);
  return word;
}

// Up to eight bytes, most of them looked at twice rather than one by one.
bool plain_end(const char* p, std::size_t size) noexcept {
  if (size == 0) return true;
  if (size >= 4) return suspects_in(load<std::uint32_t>(p) | load<std::uint32_t>(p + size - 4) << 32U) == 0;
  const auto plain = [](char c) { return c != '\0' && static_cast<unsigned char>(c) < 0x80; };
  return plain(p[0]) && plain(p[size / 2]) && plain(p[size - 1]);
}

// Most texts: from eight bytes to 32, some of them looked at twice.
bool plain_short(const char* p, std::size_t size) noexcept {
  std::uint64_t suspects = suspects_in(load<std::uint64_t>(p)) | suspects_in(load<std::uint64_t>(p + size - 8));
  if (size > 16) suspects |= suspects_in(load<std::uint64_t>(p + 8)) | suspects_in(load<std::uint64_t>(p + size - 16));
  return suspects == 0;
}

/// Where plain ASCII from `i` on ends, to within eight bytes, or where the last eight start.
std::size_t skip_plain(std::string_view text, std::size_t i) noexcept {
  const auto suspects = [&](std::size_t at) { return suspects_in(load<std::uint64_t>(text.data() + at)); };
  while (text.size() - i > 32 && (suspects(i) | suspects(i + 8) | suspects(i + 16) | suspects(i + 24)) == 0) i += 32;
  while (text.size() - i > 8 && suspects(i) == 0) i += 8;
  return i;
}

[[noreturn]] void refuse(std::string_view text, std::size_t offset) {
  const std::string what =
      text[offset] == '\0' ? "text has a NUL at byte offset " : "text is not valid UTF-8 at byte offset ";
  throw InvalidValue(what + std::to_string(offset) + " of " + std::to_string(text.size()) +
                     "; store arbitrary bytes in a rowan::Bytes attribute");
}

}  // namespace

[[gnu::hot]] void check_text(std::string_view text) {
  const std::size_t size = text.size();
  if (size < 8 ? plain_end(text.data(), size) : size <= 32 && plain_short(text.data(), size)) [[likely]]
    return;
  std::size_t i = 0;
  while (true) {
    i = skip_plain(text, i);
    const std::size_t left = text.size() - i;
    if (left <= 8 && plain_end(text.data() + i, left)) return;
    do {
      const std::size_t length = text[i] == '\0' ? 0 : detail::utf8_length(text, i);
      if (length == 0) refuse(text, i);
      i += length;
    } while (i < text.size() && static_cast<unsigned char>(text[i]) >= 0x80);
  }
}

}  // namespace rowan
