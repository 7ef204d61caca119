// Each target with its seeds, and with texts that are made of them: torn, doubled, mixed up. `./dev fuzz` goes further.
#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/targets.hpp"

namespace rowan::fuzz {
namespace {

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

class Fuzz : public ::testing::TestWithParam<Target> {};

TEST_P(Fuzz, KeepsItsPromises) {
  constexpr std::uint32_t seed = 2026;
  constexpr int rounds = 10000;
  const std::vector<std::string> seeds = GetParam().seeds();
  Mutation mutation(seeds, seed);
  int taken = 0;
  const auto run = [&](const std::string& text) {
    SCOPED_TRACE(text);
    bool took = false;
    EXPECT_NO_THROW(took = GetParam().run(text));
    taken += took ? 1 : 0;
    return took;
  };
  for (const std::string& text : seeds) EXPECT_TRUE(run(text)) << text;
  for (int i = 0; i < rounds && !HasFailure(); ++i) run(mutation.next());
  EXPECT_GT(taken, rounds / 20) << "nearly all are refused: little is shown of what is taken";
}

INSTANTIATE_TEST_SUITE_P(Targets, Fuzz, ::testing::ValuesIn(targets().begin(), targets().end()),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace rowan::fuzz
