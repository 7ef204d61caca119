// The way back: a loaded target refers to the record it was reached from.
#include "contract/bookshop_test.hpp"

namespace rowan::contract {
namespace {

using namespace bookshop;
using ::testing::HasSubstr;

class InverseTest : public BookshopTest {
 protected:
  /// Three authors of two books of two chapters, loaded.
  static Records<Author> authors() {
    shelve(3, 2, 2);
    return Author::order(Author::c.id).load();
  }
};

TEST_P(InverseTest, IsTheOwnerWhereverItGoes) {
  auto all = authors();
  EXPECT_QUERY_COUNT(1) { EXPECT_EQ(&*all[0].books[0].author, &all[0]); }
  Author moved = std::move(all[0]);
  EXPECT_QUERY_COUNT(0) { EXPECT_EQ(&*moved.books[0].author, &moved); }
  std::vector<Author> list;
  list.push_back(std::move(moved));
  list.reserve(100);
  EXPECT_QUERY_COUNT(0) { EXPECT_EQ(&*list[0].books[1].author, list.data()); }
}

TEST_P(InverseTest, IsLoadedByKeyOnceTheOwnerDied) {
  auto all = authors();
  std::optional<Book> orphan;
  {
    Author owner = std::move(all[0]);
    orphan = std::move(owner.books[0]);
    EXPECT_EQ(&*orphan->author, &owner);
  }
  EXPECT_QUERY_COUNT(1) { EXPECT_EQ(orphan->author->name, "author 0"); }
}

TEST_P(InverseTest, OfACopyIsTheCopy) {
  auto all = authors();
  EXPECT_EQ(&*all[0].books[0].author, &all[0]);
  Author copy = all[0];
  EXPECT_EQ(&*copy.books[0].author, &copy);
  EXPECT_EQ(&*all[0].books[0].author, &all[0]);
}

TEST_P(InverseTest, OfACopiedTargetIsLoadedForTheCopies) {
  auto all = authors();
  const Book copy = all[0].books[0];
  EXPECT_EQ(copy.author->name, "author 0");
}

TEST(HandleTest, WithoutADatabaseSaysHowToNameOne) {
  Book one;
  one.author = 5;
  EXPECT_THAT(message_of<MappingError>([&] { static_cast<void>(one.author.get_if()); }),
              HasSubstr("rowan::connect(url)"));
}

TEST_P(InverseTest, OfAnUnregisteredTargetSaysWhatToDo) {
  Haunted house;
  house.save_or_throw();
  EXPECT_THAT(
      message_of<MappingError>([&] { static_cast<void>(house.ghosts.is_loaded() || house.ghosts.count() > 0); }),
      HasSubstr("Haunted.ghosts points to bookshop::Ghost, which is not registered: add ROWAN_REGISTER_MODEL"));
}

INSTANTIATE_TEST_SUITE_P(Databases, InverseTest, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
