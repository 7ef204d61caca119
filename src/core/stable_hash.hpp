// A hash that is the same in every process, for what leaves the program and comes back. Not against an attacker.
#pragma once

#include <cstdint>
#include <string_view>

namespace rowan {

/// FNV-1a of all that is added, each text led by its length.
class StableHash {
 public:
  void add(std::string_view text) noexcept {
    add(text.size());
    for (const char c : text) mix(static_cast<unsigned char>(c));
  }
  void add(std::uint64_t number) noexcept {
    for (int shift = 0; shift < 64; shift += 8) mix(static_cast<unsigned char>(number >> shift));
  }
  [[nodiscard]] std::uint64_t value() const noexcept { return hash_; }

 private:
  void mix(unsigned char byte) noexcept {
    hash_ ^= byte;
    hash_ *= 0x100000001b3ULL;
  }
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

}  // namespace rowan
