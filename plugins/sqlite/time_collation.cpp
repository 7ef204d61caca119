#include "time_collation.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <tuple>

#include "rowan/core/error.hpp"
#include "rowan/core/time.hpp"

namespace rowan::sqlite {
namespace {

constexpr std::string_view normal_layout = "0000-00-00 00:00:00.000000";
constexpr std::size_t normal_size = normal_layout.size();
static_assert(normal_size == std::tuple_size_v<NormalTime>);

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// How much of `text` goes on as the layout does from `at` on, up to the next place where the layout may end.
bool follows(std::string_view text, std::size_t at, std::size_t end) {
  if (text.size() < end) return false;
  for (std::size_t i = at; i < end; ++i) {
    const bool fits = normal_layout[i] == '0' ? is_digit(text[i]) : text[i] == normal_layout[i];
    if (!fits && !(i == 10 && (text[i] == 'T' || text[i] == 't'))) return false;
  }
  return true;
}

bool from_offset(std::string_view text, NormalTime& out) noexcept {
  try {
    TimeText buffer;
    const std::string_view written = write_text(parse_instant(text), buffer);
    std::copy_n(written.begin(), normal_size, out.begin());
    return true;
  } catch (const InvalidValue&) {
    return false;
  }
}

// By its shape alone, so that this and the comparison of two normal texts are one order, whatever the calendar says.
bool normalise(std::string_view text, NormalTime& out) noexcept {
  constexpr std::size_t date = 10, minutes = 16, seconds = 19;
  std::copy(normal_layout.begin(), normal_layout.end(), out.begin());
  if (!follows(text, 0, date)) return false;
  std::size_t end = date;
  if (text.size() > date) {
    if (!follows(text, date, minutes)) return false;
    end = follows(text, minutes, seconds) ? seconds : minutes;
  }
  std::copy_n(text.begin(), end, out.begin());
  out[date] = ' ';
  std::string_view rest = text.substr(end);
  if (end == seconds && rest.size() > 1 && rest[0] == '.' && is_digit(rest[1])) {
    rest.remove_prefix(1);
    for (std::size_t i = seconds + 1; !rest.empty() && is_digit(rest[0]); ++i, rest.remove_prefix(1)) {
      if (i < normal_size) out[i] = rest[0];
    }
  }
  if (rest.empty()) return true;
  if (end == date) return false;
  return rest == "Z" || rest == "z" || from_offset(text, out);
}

std::uint64_t word_at(const char* text) {
  std::uint64_t word = 0;
  std::memcpy(&word, text, sizeof(word));
  return word;
}

constexpr std::uint64_t in_each_byte = 0x0101010101010101;

// 0xff where the layout has a digit, as a word of eight characters is laid out in memory.
constexpr std::uint64_t digit_places(std::size_t at) {
  std::array<char, 8> places{};
  for (std::size_t i = 0; i < 8; ++i) places[i] = normal_layout[at + i] == '0' ? '\xff' : '\0';
  return std::bit_cast<std::uint64_t>(places);
}

constexpr std::uint64_t layout_word(std::size_t at) {
  std::array<char, 8> word{};
  for (std::size_t i = 0; i < 8; ++i) word[i] = normal_layout[at + i];
  return std::bit_cast<std::uint64_t>(word);
}

// Bits where eight characters differ from the layout: a digit's upper half is 3, and stays 3 when 6 is added.
template <std::size_t at>
std::uint64_t difference(const char* text) {
  constexpr std::uint64_t wanted = layout_word(at), digits = digit_places(at), upper = digits & (0xf0 * in_each_byte);
  const std::uint64_t given = word_at(text + at);
  const std::uint64_t carried = given + (digits & (0x06 * in_each_byte));
  return ((given ^ wanted) & ~digits) | ((given ^ wanted) & upper) | ((carried ^ wanted) & upper);
}

/// What Rowan writes: nearly always the case.
bool is_normal(std::string_view text) {
  if (text.size() != normal_size && (text.size() != normal_size + 1 || text.back() != 'Z')) return false;
  const char* data = text.data();
  return (difference<0>(data) | difference<8>(data) | difference<16>(data) | difference<normal_size - 8>(data)) == 0;
}

}  // namespace

std::optional<NormalTime> normal_time(std::string_view text) noexcept {
  NormalTime time;
  return normalise(text, time) ? std::optional(time) : std::nullopt;
}

int compare_times(void*, int left_size, const void* left_data, int right_size, const void* right_data) noexcept {
  const std::string_view left(static_cast<const char*>(left_data), static_cast<std::size_t>(left_size));
  const std::string_view right(static_cast<const char*>(right_data), static_cast<std::size_t>(right_size));
  if (is_normal(left) && is_normal(right)) return std::memcmp(left.data(), right.data(), normal_size);
  if (left == right) return 0;
  NormalTime a, b;
  const bool a_is_time = normalise(left, a), b_is_time = normalise(right, b);
  if (a_is_time && b_is_time) return std::memcmp(a.data(), b.data(), normal_size);
  if (a_is_time != b_is_time) return a_is_time ? -1 : 1;
  return left.compare(right);
}

}  // namespace rowan::sqlite
