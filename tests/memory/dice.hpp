// Random choices: the same for the same seed.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>

namespace memory_tests {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  std::int64_t operator()(std::int64_t below) {
    return std::uniform_int_distribution<std::int64_t>(0, below - 1)(engine_);
  }
  std::optional<std::int64_t> perhaps(std::int64_t below) {
    return (*this)(4) == 0 ? std::nullopt : std::optional((*this)(below));
  }
  std::string word() {
    constexpr const char* words[] = {"ash", "Ash", "birch", "elm", "elder", "oak_", "50%", "", "*pine", "Fürst"};
    return words[(*this)(10)];
  }
  std::string tag() {
    constexpr const char* words[] = {"red", "green", "blue", "Red", "grey"};
    return words[(*this)(5)];
  }
  std::uint64_t seed() { return engine_(); }
  /// That no other row has.
  std::int64_t number() { return (*this)(1'000'000'000'000); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace memory_tests
