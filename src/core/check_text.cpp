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
bool plain_ascii(const char* p) noexcept {
  std::uint64_t word;
  std::memcpy(&word, p, sizeof word);
  return ((word | (word - low_bits)) & high_bits) == 0;
}

[[noreturn]] void refuse(std::string_view text, std::size_t offset) {
  const std::string what =
      text[offset] == '\0' ? "text has a NUL at byte offset " : "text is not valid UTF-8 at byte offset ";
  throw InvalidValue(what + std::to_string(offset) + " of " + std::to_string(text.size()) +
                     "; store arbitrary bytes in a rowan::Bytes attribute");
}

}  // namespace

void check_text(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    if (i + 8 <= text.size() && plain_ascii(text.data() + i)) {
      i += 8;
      continue;
    }
    const std::size_t length = text[i] == '\0' ? 0 : detail::utf8_length(text, i);
    if (length == 0) refuse(text, i);
    i += length;
  }
}

}  // namespace rowan
