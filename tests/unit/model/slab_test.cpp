#include "model/record/slab.hpp"

#include <gmock/gmock.h>

#include <cstring>
#include <vector>

#include "rowan/model/records.hpp"

namespace rowan {
namespace {

class SlabTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Slab* slab = Slab::make();
    if (slab == nullptr) GTEST_SKIP() << "AddressSanitizer watches the heap instead";
    slab->drop_reference();
  }
  static bool is_aligned(const void* piece, std::size_t alignment) {
    return reinterpret_cast<std::uintptr_t>(piece) % alignment == 0;
  }
};

TEST_F(SlabTest, GivesPiecesUntilItIsFull) {
  Slab* slab = Slab::make();
  std::vector<std::byte*> pieces;
  while (void* piece = slab->take(100'000, 64)) {
    std::memset(piece, static_cast<int>(pieces.size()), 100'000);
    pieces.push_back(static_cast<std::byte*>(piece));
  }
  EXPECT_EQ(pieces.size(), Slab::size / 100'000);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    EXPECT_TRUE(is_aligned(pieces[i], 64));
    EXPECT_EQ(Slab::of(pieces[i]), slab);
    EXPECT_EQ(pieces[i][0], std::byte(i));
    EXPECT_EQ(pieces[i][99'999], std::byte(i));
    slab->drop_reference();
  }
  slab->drop_reference();
}

TEST_F(SlabTest, LivesAsLongAsAPieceOfIt) {
  const std::size_t before = bytes_in_slabs();
  Slab* slab = Slab::make();
  void* piece = slab->take(1000, 8);
  slab->drop_reference();
  EXPECT_EQ(bytes_in_slabs(), before + Slab::size);
  std::memset(piece, 1, 1000);
  Slab::of(piece)->drop_reference();
  EXPECT_EQ(bytes_in_slabs(), before);
}

TEST_F(SlabTest, GivesBackWhatIsLeftWhenItIsClosed) {
  const std::size_t before = bytes_in_slabs();
  Slab* slab = Slab::make();
  auto* piece = static_cast<std::byte*>(slab->take(100'000, 8));
  slab->close();
  EXPECT_EQ(slab->take(100'000, 1), nullptr);
  EXPECT_GE(bytes_in_slabs(), before + 100'000);
  EXPECT_LT(bytes_in_slabs(), before + 200'000);
  piece[99'999] = std::byte{1};
  slab->drop_reference();
  Slab::of(piece)->drop_reference();
  EXPECT_EQ(bytes_in_slabs(), before);
}

TEST_F(SlabTest, IsNotForSmallResultsNorForWideRecords) {
  SlabSource source;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(source.take(100'000, 8), nullptr);
  EXPECT_EQ(source.take(100'000, 8), nullptr) << "the first MiB is the heap's";
  EXPECT_EQ(source.take(Slab::size, 8), nullptr) << "it would be alone in a slab";
  void* piece = source.take(100'000, 8);
  ASSERT_NE(piece, nullptr);
  Slab::of(piece)->drop_reference();
}

}  // namespace
}  // namespace rowan
