#include "rowan/core/uuid.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>

#include "core/os_random.hpp"
#include "core/quote.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

using Bytes16 = std::array<std::uint8_t, 16>;

[[noreturn]] void refuse(std::string_view text) {
  throw InvalidValue(detail::in_quotes(text) + " is not a UUID; write it as \"01234567-89ab-cdef-0123-456789abcdef\"");
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr bool dash_before(std::size_t byte) { return byte == 4 || byte == 6 || byte == 8 || byte == 10; }

void set_version(Bytes16& bytes, unsigned version) {
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0FU) | (version << 4U));
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3FU) | 0x80U);
}

// Milliseconds in the upper 48 bits, then twelve of the fraction (RFC 9562, 6.2, method 3); each call gives more than
// the one before, also when the clock stands still or is set back.
std::uint64_t next_moment() {
  static std::atomic<std::uint64_t> last{0};
  const auto nanos =
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch());
  const auto count = static_cast<std::uint64_t>(nanos.count());
  const std::uint64_t moment = (count / 1'000'000 << 12U) | (count % 1'000'000 * 4096 / 1'000'000);
  std::uint64_t before = last.load(std::memory_order_relaxed);
  std::uint64_t next = 0;
  do {
    next = std::max(moment, before + 1);
  } while (!last.compare_exchange_weak(before, next, std::memory_order_relaxed));
  return next;
}

}  // namespace

Uuid::Uuid(std::string_view text) {
  if (text.size() != 36) refuse(text);
  std::size_t at = 0;
  for (std::size_t i = 0; i < bytes_.size(); ++i) {
    if (dash_before(i) && text[at++] != '-') refuse(text);
    const int high = hex_digit(text[at]);
    const int low = hex_digit(text[at + 1]);
    if (high < 0 || low < 0) refuse(text);
    bytes_[i] = static_cast<std::uint8_t>(high * 16 + low);
    at += 2;
  }
}

Uuid Uuid::stored(std::string_view text) {
  const Uuid uuid(text);
  if (std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'F'; })) {
    throw InvalidValue(detail::in_quotes(text) +
                       " is kept in upper case, where the database would not find it: UUIDs are asked for in lower "
                       "case; change the column's rows by lower(), or declare the attribute std::string");
  }
  return uuid;
}

Uuid Uuid::random() {
  Bytes16 bytes;
  detail::fill_random(bytes.data(), bytes.size());
  set_version(bytes, 4);
  return Uuid(bytes);
}

Uuid Uuid::time_ordered() {
  Bytes16 bytes;
  detail::fill_random(bytes.data() + 8, 8);
  const std::uint64_t moment = next_moment();
  for (unsigned i = 0; i < 6; ++i) bytes[i] = static_cast<std::uint8_t>(moment >> (52U - 8 * i));
  bytes[6] = static_cast<std::uint8_t>(moment >> 8U & 0x0FU);
  bytes[7] = static_cast<std::uint8_t>(moment);
  set_version(bytes, 7);
  return Uuid(bytes);
}

std::string Uuid::to_string() const {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < bytes_.size(); ++i) {
    if (dash_before(i)) text += '-';
    text += digits[bytes_[i] >> 4U];
    text += digits[bytes_[i] & 0x0FU];
  }
  return text;
}

}  // namespace rowan
