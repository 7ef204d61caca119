#include "rowan/core/hash.hpp"

#include "core/os_random.hpp"

namespace rowan::detail {
namespace {

HashKey make_key() {
  HashKey key;
  fill_random(key.words, sizeof key.words);
  return key;
}

}  // namespace

// Early, because a static object of the program may already load records.
__attribute__((init_priority(101))) const HashKey hash_key = make_key();

// For more than 32 bytes. A function of its own, because it needs more registers than fewer bytes do.
[[gnu::hot, gnu::noinline]] static std::uint64_t hash_in_loops(const unsigned char* bytes, std::size_t size) noexcept {
  const auto& key = hash_key.words;
  const auto* p = bytes;
  std::size_t left = size;
  std::uint64_t a = key[0];
  if (left > 48) {
    // Three independent lanes keep the multiplier busy.
    std::uint64_t b = key[0];
    std::uint64_t c = key[0];
    do {
      a = fold(load64(p) ^ key[1], load64(p + 8) ^ a);
      b = fold(load64(p + 16) ^ key[2], load64(p + 24) ^ b);
      c = fold(load64(p + 32) ^ key[3], load64(p + 40) ^ c);
      p += 48;
      left -= 48;
    } while (left > 48);
    a ^= b ^ c;
  }
  for (; left > 16; left -= 16, p += 16) a = fold(load64(p) ^ key[1], load64(p + 8) ^ a);
  // The last sixteen bytes, overlapping what came before.
  const auto* end = bytes + size;
  return fold(key[3] ^ size, fold(load64(end - 16) ^ key[1], load64(end - 8) ^ a));
}

[[gnu::hot]] std::uint64_t hash_long(const unsigned char* bytes, std::size_t size) noexcept {
  if (size > 32) return hash_in_loops(bytes, size);
  const auto& key = hash_key.words;
  const auto* last = bytes + size - 16;
  const std::uint64_t first = fold(load64(bytes) ^ key[1], load64(bytes + 8) ^ key[0]);
  return fold(key[3] ^ size, fold(load64(last) ^ key[1], load64(last + 8) ^ first));
}

}  // namespace rowan::detail
