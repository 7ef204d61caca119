// Each target with its seeds, and with texts that are made of them: torn, doubled, mixed up. `./dev fuzz` goes further.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "fuzz/targets.hpp"
#include "support/mutation.hpp"

namespace rowan::fuzz {
namespace {

class Fuzz : public ::testing::TestWithParam<Target> {};

TEST_P(Fuzz, KeepsItsPromises) {
  constexpr std::uint32_t seed = 2026;
  constexpr int rounds = 10000;
  const std::vector<std::string> seeds = GetParam().seeds();
  testing::Mutation mutation(seeds, seed);
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
