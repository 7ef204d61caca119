#include "model/record/words.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <numeric>

namespace rowan {
namespace {

TEST(WordStack, PushesTheWordsThatAMaskTells) {
  std::array<std::uint64_t, 64> from{};
  std::iota(from.begin(), from.end(), 100);
  WordStack stack;
  stack.push(1)[0] = 7;
  stack.make_room(64);
  stack.push(from.data(), std::uint64_t{1} << 63 | 0b101);
  ASSERT_EQ(stack.size(), 4u);
  EXPECT_EQ(*stack.at(0), 7u);
  EXPECT_EQ(*stack.at(1), 100u);
  EXPECT_EQ(*stack.at(2), 102u);
  EXPECT_EQ(*stack.at(3), 163u);
  stack.push(from.data(), 0);
  EXPECT_EQ(stack.size(), 4u);
}

TEST(WordStack, KeepsItsWordsWhereItMakesRoom) {
  WordStack stack;
  EXPECT_FALSE(stack.has_room(1));
  for (std::uint64_t i = 0; i < 1000; ++i) {
    stack.make_room(64);
    EXPECT_TRUE(stack.has_room(64));
    *stack.push(1) = i;
  }
  for (std::uint64_t i = 0; i < 1000; ++i) EXPECT_EQ(*stack.at(i), i);
}

}  // namespace
}  // namespace rowan
