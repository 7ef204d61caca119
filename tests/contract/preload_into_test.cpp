// Preloads into records that are loaded already, on every database.
#include <algorithm>
#include <vector>

#include "contract/bookshop_test.hpp"
#include "rowan/testing/query_count.hpp"

namespace rowan::contract {
namespace {

using bookshop::Author;
using bookshop::Book;
using bookshop::Chapter;
using bookshop::Genre;
using ::testing::ElementsAre;

class LoadedRecords : public BookshopTest {
 protected:
  LoadedRecords() {
    for (const char* name : {"Ann", "Ben", "Cleo"}) {
      Author made = author(name);
      for (int i = 0; i < static_cast<int>(keys.size()) + 1; ++i) book(name + std::to_string(i), &made);
      keys.push_back(made.id);
    }
  }
  static std::vector<Author> authors() { return Author::order(Author::c.id).load().to_vector(); }

  std::vector<std::int64_t> keys;
};

TEST_P(LoadedRecords, ArePreloadedInto) {
  std::vector<Author> all = authors();
  EXPECT_QUERY_COUNT(1) { Author::preload_into(all, Author::c.books); }
  EXPECT_QUERY_COUNT(0) { EXPECT_EQ(all[2].books.size(), 3U); }
  EXPECT_QUERY_COUNT(1) { Author::preload_into(all, Author::c.books, Book::order(Book::c.title.desc()).limit(2)); }
  EXPECT_QUERY_COUNT(0) {
    EXPECT_EQ(all[2].books.size(), 2U);  // loaded anew, by what this query says
    EXPECT_EQ(all[2].books[0].title, "Cleo2");
  }
  EXPECT_QUERY_COUNT(2) { Author::preload_into(all, "books.chapters"); }
  EXPECT_QUERY_COUNT(0) { EXPECT_EQ(all[0].books[0].chapters.size(), 0U); }
}

TEST_P(LoadedRecords, OfSeveralResultsArePreloadedIntoTogether) {
  Author one = Author::find(keys[0]), two = Author::find(keys[1]), fresh;
  fresh.name = "new";
  const std::vector<Author*> all{&one, &two, &fresh, &one};
  EXPECT_QUERY_COUNT(1) { Author::preload_into(all, Author::c.books); }
  EXPECT_QUERY_COUNT(0) { EXPECT_EQ(one.books.size() + two.books.size(), 3U); }
  auto books = Book::order(Book::c.id).load();
  EXPECT_QUERY_COUNT(1) { Book::preload_into(books, Book::c.author); }
  EXPECT_QUERY_COUNT(0) { EXPECT_EQ(books[0].author->name, "Ann"); }
  EXPECT_QUERY_COUNT(0) { Author::preload_into(std::vector<Author>(), Author::c.books); }
  EXPECT_THROW(Author::preload_into(all, "nothing"), QueryError);
}

TEST_P(LoadedRecords, KeepWhatWaitsToBeSaved) {
  std::vector<Author> all = authors();
  all[0].books.build({{"title", "Not yet"}});
  Author::preload_into(all, Author::c.books);
  EXPECT_EQ(all[0].books.size(), 2U);
  all[0].save_or_throw();
  EXPECT_EQ(Book::where(Book::c.author == all[0].id).count(), 2U);
}

TEST_P(LoadedRecords, ArePreloadedIntoInTheOpenTransaction) {
  std::vector<Author> all = authors();
  db.transaction([&](Transaction& transaction) {
    book("in it", &all[0]);
    Author::preload_into(all, Author::c.books);
    EXPECT_EQ(all[0].books.size(), 2U);
    transaction.rollback();
  });
  EXPECT_EQ(all[0].books.size(), 1U);
}

TEST_P(LoadedRecords, ThatAreNoneAreRefused) {
  Author gone = Author::find(keys[0]);
  EXPECT_THROW(Author::where(Author::c.id == 1).preload(Author::c.books).preload_into(std::vector<Author*>{&gone}),
               QueryError);
  EXPECT_THROW(Author::preload_into(std::vector<Author*>{&gone, nullptr}, Author::c.books), QueryError);
  const Author moved = std::move(gone);
  EXPECT_THROW(Author::preload_into(std::vector<Author*>{&gone}, Author::c.books), RecordMoved);
}

INSTANTIATE_TEST_SUITE_P(Every, LoadedRecords, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
