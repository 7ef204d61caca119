// A fast keyed hash of bytes: how a loaded text is remembered for change tracking.
//
// The construction (multiply two keyed words into 128 bits, fold the halves together) is Wang Yi's wyhash, in the
// public domain; rapidhash and Go's runtime use the same. Short input stays inline: it is the common case, once per
// text attribute of each loaded row. The key comes from the operating system, so nobody can prepare two texts that
// collide.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "rowan/export.hpp"

namespace rowan {
namespace detail {

__extension__ using Wide = unsigned __int128;

struct HashKey {
  std::uint64_t words[4];
};
/// Set before any other initialiser of the process that can see it; constant afterwards.
ROWAN_EXPORT extern const HashKey hash_key;

inline std::uint64_t fold(std::uint64_t a, std::uint64_t b) noexcept {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

inline std::uint64_t load64(const unsigned char* p) noexcept {
  std::uint64_t word;
  std::memcpy(&word, p, sizeof word);
  return word;
}

inline std::uint64_t load32(const unsigned char* p) noexcept {
  std::uint32_t word;
  std::memcpy(&word, p, sizeof word);
  return word;
}

/// For more than sixteen bytes.
ROWAN_EXPORT std::uint64_t hash_long(const unsigned char* bytes, std::size_t size) noexcept;

/// hash_bytes(), without a call where it is asked for: in loops that hash little else.
[[gnu::always_inline]] inline std::uint64_t hash_here(const void* data, std::size_t size) noexcept {
  const auto* p = static_cast<const unsigned char*>(data);
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  if (size > 16) return hash_long(p, size);
  if (size >= 8) {
    a = load64(p);
    b = load64(p + size - 8);
  } else if (size >= 4) {
    a = load32(p);
    b = load32(p + size - 4);
  } else if (size > 0) {
    a = (static_cast<std::uint64_t>(p[0]) << 16U) | (static_cast<std::uint64_t>(p[size >> 1U]) << 8U) | p[size - 1];
  }
  const auto& key = hash_key.words;
  return fold(key[0] ^ size, fold(a ^ key[1], b ^ key[2]));
}

}  // namespace detail

/// A 64-bit hash of `size` bytes, keyed per process: equal bytes give equal hashes within one process only, so never
/// store or send one. `data` may be null when `size` is 0. Thread-safe.
inline std::uint64_t hash_bytes(const void* data, std::size_t size) noexcept { return detail::hash_here(data, size); }

inline std::uint64_t hash_bytes(std::string_view text) noexcept { return hash_bytes(text.data(), text.size()); }

}  // namespace rowan
