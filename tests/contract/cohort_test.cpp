// Siblings load together: one query for each level, whatever is done with the records in between.
#include <deque>
#include <random>
#include <thread>

#include "contract/bookshop_test.hpp"

namespace rowan::contract {
namespace {

using namespace bookshop;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CohortTest : public BookshopTest {
 protected:
  /// Three authors of two books of two chapters, loaded.
  static Records<Author> authors() {
    shelve(3, 2, 2);
    return Author::order(Author::c.id).load();
  }
};

TEST_P(CohortTest, ThreeLevelsAreThreeStatementsByReference) {
  shelve(100, 10, 10);
  int seen = 0;
  EXPECT_QUERY_COUNT(3) {
    for (Author& author : Author::all())
      for (Book& book : author.books)
        for (Chapter& chapter : book.chapters) seen += &*chapter.book == &book && &*book.author == &author;
  }
  EXPECT_EQ(seen, 10000);
}

TEST_P(CohortTest, ThreeLevelsAreThreeStatementsByConstReference) {
  shelve(100, 10, 10);
  int seen = 0;
  EXPECT_QUERY_COUNT(3) {
    const auto authors = Author::all().load();
    for (const Author& author : authors)
      for (const Book& book : author.books)
        for (const Chapter& chapter : book.chapters) seen += chapter.heading == "a heading";
  }
  EXPECT_EQ(seen, 10000);
}

TEST_P(CohortTest, ThreeLevelsAreThreeStatementsByValue) {
  shelve(100, 10, 10);
  int seen = 0;
  EXPECT_QUERY_COUNT(3) {
    for (Author author : Author::all())
      for (Book book : author.books)
        for (Chapter chapter : book.chapters) seen += chapter.heading == "a heading" && book.author.key() == author.id;
  }
  EXPECT_EQ(seen, 10000);
}

TEST_P(CohortTest, ThreeLevelsAreThreeStatementsByIndex) {
  shelve(100, 10, 10);
  int seen = 0;
  EXPECT_QUERY_COUNT(3) {
    auto authors = Author::all().load();
    for (std::size_t a = 0; a < authors.size(); ++a)
      for (std::size_t b = 0; b < authors[a].books.size(); ++b)
        for (std::size_t c = 0; c < authors[a].books[b].chapters.size(); ++c)
          seen += authors[a].books[b].chapters[c].heading == "a heading";
  }
  EXPECT_EQ(seen, 10000);
}

TEST_P(CohortTest, GoesUpInThreeStatements) {
  shelve(10, 3, 3);
  int seen = 0;
  EXPECT_QUERY_COUNT(3) {
    for (const Chapter& chapter : Chapter::all()) seen += chapter.book->author->name.starts_with("author");
  }
  EXPECT_EQ(seen, 90);
}

TEST_P(CohortTest, SharesTargetsAmongSiblings) {
  shelve(1, 3, 0);
  auto books = Book::all().load();
  EXPECT_EQ(&*books[0].author, &*books[2].author);
}

TEST_P(CohortTest, KeepsSharedTargetsWhenALoadComesInParts) {
  constexpr std::int64_t writers = 10'100, volumes = 20'300;  // one load takes 10,000 keys
  std::vector<Author> authors(writers);
  for (std::int64_t i = 0; i < writers; ++i) authors[static_cast<std::size_t>(i)].id = i + 1;
  Author::insert_all(authors);
  std::vector<Book> books(volumes);
  for (std::int64_t i = 0; i < volumes; ++i) books[static_cast<std::size_t>(i)].author = i % writers + 1;
  Book::insert_all(books);
  std::int64_t sum = 0;
  EXPECT_QUERY_COUNT(3) {
    for (const Book& book : Book::order(Book::c.id)) sum += book.author->id;
  }
  EXPECT_EQ(sum, 2 * (writers * (writers + 1) / 2) + 100 * 101 / 2);
}

TEST_P(CohortTest, OutlivesMovesSortsAndReallocations) {
  shelve(20, 2, 0);
  std::vector<Author> list;
  for (Author& author : Author::all()) list.push_back(std::move(author));  // grows, and so moves what is in it
  std::shuffle(list.begin(), list.end(), std::minstd_rand(7));
  list.erase(list.begin() + 3, list.begin() + 6);
  EXPECT_QUERY_COUNT(1) {
    for (Author& author : list) {
      ASSERT_EQ(author.books.size(), 2u);
      EXPECT_EQ(author.books[1].author.key(), author.id);
    }
  }
  std::sort(list.begin(), list.end(), [](const Author& l, const Author& r) { return l.id > r.id; });
  list.insert(list.begin(), list.back());
  list.reserve(1000);
  EXPECT_QUERY_COUNT(1) {  // the copy has nothing loaded
    for (Author& author : list) EXPECT_EQ(&*author.books[0].author, &author);
  }
}

TEST_P(CohortTest, OutlivesItsResultSet) {
  std::optional<Author> last;
  {
    auto all = authors();
    last = std::move(all[2]);
  }
  EXPECT_QUERY_COUNT(2) { EXPECT_THAT(last->books[0].chapters, SizeIs(2)); }
}

TEST_P(CohortTest, LeavesOutSiblingsThatDied) {
  auto all = authors();
  Chapter::on(db).everything().delete_all();
  Book::on(db).everything().delete_all();
  { const Author dead = std::move(all[0]); }
  ASSERT_TRUE(all[1].destroy());
  EXPECT_QUERY_COUNT(1) { EXPECT_THAT(all[2].books, IsEmpty()); }
  EXPECT_THROW(static_cast<void>(all[1].books.size()), RecordDestroyed);
}

TEST_P(CohortTest, ACopyStaysASibling) {
  auto all = authors();
  const Author copy = all[1];
  EXPECT_QUERY_COUNT(1) {
    EXPECT_THAT(all[0].books, SizeIs(2));
    EXPECT_THAT(copy.books, SizeIs(2));
  }
  EXPECT_EQ(&*copy.books[0].author, &copy);
}

TEST_P(CohortTest, AssignmentBringsWhatTheOtherHad) {
  auto all = authors();
  EXPECT_THAT(all[0].books, SizeIs(2));
  all[1] = all[0];  // a copy of the record: its own handles, nothing loaded
  EXPECT_EQ(all[1].books[0].author.key(), all[0].id);
  EXPECT_EQ(&*all[1].books[0].author, &all[1]);
  EXPECT_EQ(&*all[0].books[0].author, &all[0]);
  all[2] = std::move(all[0]);
  EXPECT_QUERY_COUNT(0) { EXPECT_EQ(&*all[2].books[0].author, &all[2]); }
}

TEST_P(CohortTest, TakesAtMostTenThousandKeysAtOnce) {
  db.transaction([] {
    std::vector<Person> people(10001);
    Person::insert_all(people);
    Person::on(*default_database()).everything().update_all({set(Person::c.parent, 1)});
  });
  const auto people = Person::all().load();
  std::size_t children = 0;
  EXPECT_QUERY_COUNT(2) {
    for (const Person& person : people) children += person.children.size();
  }
  EXPECT_EQ(children, 10001u);
}

TEST_P(CohortTest, ManyKeysOfSeveralPartsTakeAsManyStatementsAsTheyNeed) {
  constexpr std::size_t rooms = 10000;
  constexpr std::int32_t last = rooms - 1;
  std::vector<Room> built(rooms);
  for (std::size_t i = 0; i < rooms; ++i) {
    built[i].house = "north";
    built[i].number = static_cast<std::int32_t>(i);
  }
  Room::insert_all(built);
  Visit visit;
  visit.room = std::tuple("north", last);
  visit.save_or_throw();
  const auto all = Room::order(Room::c.number).load();
  EXPECT_THAT(all[0].visits, IsEmpty());
  EXPECT_QUERY_COUNT(0) { EXPECT_EQ(all[last].visits[0].room.key(), std::tuple("north", last)); }
}

TEST_P(CohortTest, ARowThatManyOwnersReachIsLoadedOnceForAll) {
  Genre crime;
  crime.label = "crime";
  Genre poetry;
  poetry.label = "poetry";
  for (int i = 0; i < 20; ++i) {
    Book made;
    made.title = "book " + std::to_string(i);
    made.genres.link(crime);
    made.genres.link(poetry);
    made.save_or_throw();
  }
  std::size_t seen = 0;
  EXPECT_QUERY_COUNT(4) {  // books, their genres, the books of those, and theirs
    for (Book& book : Book::all())
      for (Genre& genre : book.genres)
        for (Book& other : genre.books) seen += other.genres.size();
  }
  EXPECT_EQ(seen, 20u * 2 * 20 * 2);
}

TEST_P(CohortTest, CopiesForMoreOwnersAreRecordsOfTheirOwn) {
  shelve(1, 1, 2);
  Book one = Book::all().sole();
  for (const char* label : {"crime", "poetry"}) one.genres.build().label = label;
  one.save_or_throw();
  auto genres = Genre::all().load();  // one book, reached twice
  Book& first = genres[0].books[0];
  Book& second = genres[1].books[0];
  EXPECT_QUERY_COUNT(1) {
    EXPECT_THAT(each(first.chapters, &Chapter::number), ElementsAre(0, 1));
    EXPECT_THAT(each(second.chapters, &Chapter::number), ElementsAre(0, 1));
  }
  EXPECT_EQ(&*first.chapters[0].book, &first);
  EXPECT_EQ(&*second.chapters[0].book, &second);
  EXPECT_FALSE(second.chapters[1].changed());
  second.chapters[1].heading = "changed";
  EXPECT_EQ(first.chapters[1].heading, "a heading");
  ASSERT_TRUE(second.chapters[1].save());
  EXPECT_EQ(Chapter::find(second.chapters[1].id).heading, "changed");
}

TEST_P(CohortTest, WhatWasAddedThroughOneRecordIsSeenByAnotherOfTheSameRow) {
  shelve(1, 1, 1);
  Book one = Book::all().sole();
  for (const char* label : {"crime", "poetry", "travel"}) one.genres.build().label = label;
  one.save_or_throw();
  auto genres = Genre::all().load();
  Book& first = genres[0].books[0];
  ASSERT_THAT(first.chapters, SizeIs(1));
  Chapter added;
  added.number = 7;
  added.heading = "an appendix";
  first.chapters.add(std::move(added));
  EXPECT_THAT(genres[1].books[0].chapters, SizeIs(2));
  first.chapters.remove(first.chapters[0]);
  EXPECT_THAT(genres[2].books[0].chapters, SizeIs(1));
}

TEST_P(CohortTest, NullKeysAskForNothing) {
  for (const char* title : {"One", "Two"}) book(title);
  EXPECT_QUERY_COUNT(1) {
    for (const Book& book : Book::all()) EXPECT_EQ(book.author.get_if(), nullptr);
  }
}

TEST_P(CohortTest, CanBeTurnedOffForARelation) {
  authors();
  EXPECT_QUERY_COUNT(4) {
    for (const Author& author : Author::all().batch(false)) EXPECT_THAT(author.books, SizeIs(2));
  }
}

TEST_P(CohortTest, CanBeTurnedOffForAnAssociation) {
  auto all = authors();
  EXPECT_QUERY_COUNT(3) {
    for (const Author& author : all) EXPECT_THAT(author.plain_books, SizeIs(2));
  }
}

TEST_P(CohortTest, ServesOnlyTheTransactionThatLoaded) {
  auto all = authors();
  EXPECT_QUERY_COUNT(1) { EXPECT_THAT(all[0].books, SizeIs(2)); }
  db.transaction([&] {
    Book more;
    more.title = "more";
    more.author = all[1].id;
    more.save_or_throw();
    EXPECT_QUERY_COUNT(1) { EXPECT_THAT(all[1].books, SizeIs(3)); }
  });
  EXPECT_QUERY_COUNT(1) { EXPECT_THAT(all[2].books, SizeIs(2)); }
}

TEST_P(CohortTest, ARolledBackLoadIsNotServedLater) {
  auto all = authors();
  db.transaction([&](Transaction& transaction) {
    Book::on(db).everything().update_all({set(Book::c.author, Value())});
    EXPECT_THAT(all[0].books, IsEmpty());
    transaction.rollback();
  });
  EXPECT_THAT(all[1].books, SizeIs(2));
}

TEST_P(CohortTest, LoadsByTheKeyOfNow) {
  shelve(2, 1, 0);
  auto books = Book::order(Book::c.id).load();
  EXPECT_EQ(books[0].author->name, "author 0");
  books[0].author = *books[1].author.key();
  EXPECT_EQ(books[0].author->name, "author 1");
  EXPECT_EQ(books[1].author->name, "author 1");
}

TEST_P(CohortTest, ADetachedRecordLoadsAlone) {
  auto all = authors();
  EXPECT_THAT(all[0].books, SizeIs(2));
  all[0].detach();
  EXPECT_FALSE(all[0].books.is_loaded());
  EXPECT_QUERY_COUNT(1) { EXPECT_THAT(all[0].books, SizeIs(2)); }
  EXPECT_QUERY_COUNT(0) { EXPECT_THAT(all[1].books, SizeIs(2)); }
}

TEST_P(CohortTest, ResetAndReloadForgetAlsoWhatWasLoadedForSiblings) {
  auto all = authors();
  EXPECT_THAT(all[0].books, SizeIs(2));
  book("more", &all[1]);
  EXPECT_THAT(all[1].books, SizeIs(2));  // loaded with its siblings, before
  book("more", &all[2]);
  all[2].books.reset();
  EXPECT_THAT(all[2].books, SizeIs(3));
  all[1].reload();
  EXPECT_THAT(all[1].books, SizeIs(3));
}

TEST_P(CohortTest, AllResetAreOneStatement) {
  shelve(5, 2, 0);
  auto books = Book::all().load();
  auto all = Author::all().load();
  for (const Book& book : books) EXPECT_EQ(book.author->id, book.author.key());
  for (const Author& author : all) EXPECT_THAT(author.books, SizeIs(2));
  for (Book& book : books) book.author.reset();
  for (Author& author : all) author.books.reset();
  EXPECT_QUERY_COUNT(1) {
    for (const Book& book : books) EXPECT_EQ(book.author->id, book.author.key());
  }
  EXPECT_QUERY_COUNT(1) {
    for (const Author& author : all) EXPECT_THAT(author.books, SizeIs(2));
  }
}

TEST_P(CohortTest, DetachedRecordsWorkInOtherThreads) {
  auto all = authors();
  for (Author& author : all) author.detach();
  std::deque<std::size_t> sizes(all.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < all.size(); ++i) {
    threads.emplace_back([&, i] {
      Author mine = std::move(all[i]);
      for (const Book& book : mine.books) sizes[i] += book.chapters.size();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(sizes, ElementsAre(4u, 4u, 4u));
}

TEST_P(CohortTest, ATouchAfterCloseIsATypedError) {
  auto all = authors();
  auto books = Book::all().load();
  EXPECT_THAT(all[0].books, SizeIs(2));
  db.close();
  EXPECT_THAT(all[0].books, SizeIs(2));
  EXPECT_THROW(static_cast<void>(all[0].books[0].chapters.size()), DatabaseClosed);
  EXPECT_THROW(static_cast<void>(books[0].author.get_if()), DatabaseClosed);
}

INSTANTIATE_TEST_SUITE_P(Databases, CohortTest, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
