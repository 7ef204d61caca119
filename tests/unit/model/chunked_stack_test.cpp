#include "model/record/chunked_stack.hpp"

#include <gtest/gtest.h>

namespace rowan {
namespace {

using Stack = ChunkedStack<int, 4>;

Stack filled(int count) {
  Stack stack;
  for (int i = 0; i < count; ++i) stack.push() = i;
  return stack;
}

TEST(ChunkedStack, KeepsWhatIsPushedWhereItIs) {
  Stack stack;
  EXPECT_EQ(stack.top(), nullptr);
  int* const first = &stack.push();
  *first = 0;
  for (int i = 1; i < 100; ++i) stack.push() = i;
  EXPECT_EQ(&stack[0], first);
  EXPECT_EQ(stack.size(), 100u);
  for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(stack[i], static_cast<int>(i));
}

TEST(ChunkedStack, IsCutAnywhere) {
  for (int count = 0; count <= 13; ++count) {
    for (int left = 0; left <= count; ++left) {
      Stack stack = filled(count);
      stack.cut(static_cast<std::size_t>(left));
      EXPECT_EQ(stack.size(), static_cast<std::size_t>(left));
      EXPECT_EQ(stack.top() == nullptr, left == 0);
      if (left > 0) {
        EXPECT_EQ(*stack.top(), left - 1);
      }
      stack.push() = 77;
      EXPECT_EQ(stack[static_cast<std::size_t>(left)], 77) << left << " of " << count;
    }
  }
}

TEST(ChunkedStack, IsPoppedToTheBottom) {
  Stack stack = filled(9);
  for (int left = 9; left > 0; --left) {
    EXPECT_EQ(*stack.top(), left - 1);
    stack.pop();
  }
  EXPECT_EQ(stack.size(), 0u);
  EXPECT_EQ(stack.top(), nullptr);
}

TEST(ChunkedStack, TellsWhetherAPushTakesMemory) {
  Stack stack;
  EXPECT_FALSE(stack.has_room());
  stack.make_room();
  EXPECT_TRUE(stack.has_room());
  for (int i = 0; i < 4; ++i) stack.push() = i;
  EXPECT_FALSE(stack.has_room()) << "its chunk is full";
  stack.make_room();
  EXPECT_EQ(stack.size(), 4u);
  EXPECT_EQ(*stack.top(), 3);
  stack.push() = 4;
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(stack[i], static_cast<int>(i));
}

}  // namespace
}  // namespace rowan
