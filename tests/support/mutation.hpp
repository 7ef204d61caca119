// Well-formed texts, torn and mixed up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace rowan::testing {

/// Texts without end, made of seeds, which outlive it; the same for the same number.
class Mutation {
 public:
  Mutation(const std::vector<std::string>& seeds, std::uint32_t seed) : seeds_(seeds), random_(seed) {}

  std::string next() {
    std::string text(any());
    for (std::size_t changes = below(5); changes > 0; --changes) change(text);
    return text;
  }

 private:
  std::size_t below(std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_); }
  std::string_view any() { return seeds_[below(seeds_.size())]; }
  // A piece goes, is doubled, gives way to one of another text, or to a byte.
  void change(std::string& text) {
    const std::size_t at = below(text.size() + 1), length = 1 + below(12);
    const std::string_view other = any();
    switch (below(4)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.insert(at, text.substr(at, length));
        break;
      case 2:
        text.replace(at, length, other.substr(below(other.size() + 1), length));
        break;
      default:
        text.insert(at, 1, static_cast<char>(below(256)));
    }
  }

  const std::vector<std::string>& seeds_;
  std::mt19937 random_;
};

}  // namespace rowan::testing
