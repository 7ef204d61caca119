// Results of tens of thousands of rows, and what becomes of their memory.
#include "contract/bookshop_test.hpp"

namespace rowan::contract {
namespace {

using namespace bookshop;

class LargeResultTest : public BookshopTest {};

// See src/model/record/slab.hpp: under AddressSanitizer there are none, and the test shows the rest.
TEST_P(LargeResultTest, GivesItsMemoryBack) {
  constexpr std::int64_t rows = 30'000;
  std::vector<Author> authors(rows);
  for (std::int64_t i = 0; i < rows; ++i) authors[static_cast<std::size_t>(i)].name = std::to_string(i);
  Author::insert_all(authors);
  const std::size_t before = bytes_in_slabs();
  auto result = Author::order(Author::c.id).load();
  const std::size_t all = bytes_in_slabs();
  const bool slabs = all > before;
  if (slabs) {
    EXPECT_GT(all, before + rows * sizeof(Author) / 2);
  }
  std::int64_t sum = 0;
  for (const Author& author : result) sum += std::stoll(author.name);
  EXPECT_EQ(sum, rows * (rows - 1) / 2);
  auto vector = std::move(result).to_vector();
  result = {};
  if (slabs) {
    EXPECT_LT(bytes_in_slabs(), all / 2) << "what is left are the records' states";
  }
  Author last = std::move(vector.back());
  vector.clear();
  last.name = "the last";
  EXPECT_TRUE(last.save());
  EXPECT_EQ(Author::find(last.id).name, "the last");
  last = {};
  EXPECT_EQ(bytes_in_slabs(), before);
}

INSTANTIATE_TEST_SUITE_P(Databases, LargeResultTest, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
