// The code of docs/guide/testing.md: tests that run.
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "library.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/testing/factory.hpp"
#include "rowan/testing/fixtures.hpp"
#include "rowan/testing/held_transaction.hpp"
#include "rowan/testing/query_count.hpp"
#include "rowan/testing/scripted_driver.hpp"

using namespace library;

namespace {

// [snippet: fixture]
class LibraryTest : public testing::Test {
 protected:
  LibraryTest() { fill(db); }

  // Each test has its own database in memory; the next test's becomes the default when this one closes.
  rowan::Database db = rowan::connect("sqlite::memory:");
};
// [end]

// [snippet: memory]
TEST(TagTest, IsFoundByItsName) {
  rowan::Database db = rowan::connect("memory:", {.make_default = false});
  db.create_tables<Tag>();
  Tag tag;
  tag.name = "poetry";
  ASSERT_TRUE(tag.save(db));
  EXPECT_TRUE(Tag::on(db).where(Tag::c.name == "poetry").exists());
  EXPECT_THROW(db.execute("DELETE FROM tags"), rowan::Unsupported);
}
// [end]

// [snippet: held]
class HeldTest : public testing::Test {
 protected:
  // Connected, and its tables made, by the first test; in your program: by a URL from the environment.
  static rowan::Database& database() {
    static rowan::Database opened = [] {
      auto made = rowan::connect("sqlite::memory:", {.make_default = false});
      made.create_tables<Tag>();
      return made;
    }();
    return opened;
  }

  rowan::Database db = database();
  rowan::testing::HeldTransaction held{db};  // rolled back at the end of the test
};

TEST_F(HeldTest, SeesWhatTheCodeCommits) {
  bool told = false;
  db.transaction([&](rowan::Transaction& t) {
    Tag tag;
    tag.name = "poetry";
    tag.save_or_throw(db);
    t.after_commit([&] { told = true; });
  });
  EXPECT_TRUE(told);
  EXPECT_EQ(Tag::on(db).count(), 1U);
}

TEST_F(HeldTest, StartsWithoutWhatOtherTestsSaved) { EXPECT_EQ(Tag::on(db).count(), 0U); }
// [end]

// [snippet: fixtures]
TEST(FixturesTest, NameTheRowsOfATest) {
  rowan::Database db = rowan::connect("memory:");
  db.create_tables(rowan::registry().models());
  const auto rows = rowan::testing::load_fixtures(db, R"({
    "books": {"solaris": {"title": "Solaris", "author": "lem"}},
    "authors": {"lem": {"name": "Stanislaw Lem"}}
  })");

  auto solaris = rows.get<Book>("solaris");
  EXPECT_EQ(solaris.author->name, "Stanislaw Lem");
  EXPECT_THROW(static_cast<void>(rows.get<Author>("lme")), rowan::testing::FixtureError);  // did you mean "lem"?
}
// [end]

// [snippet: factory]
void define_factories() {
  using rowan::testing::Factory;
  using rowan::testing::Sequence;
  Factory<Author>::define([](Author& author, Sequence n) { author.name = "Author " + std::to_string(n); });
  Factory<Book>::define([](Book& book, Sequence n) {
    book.title = "Book " + std::to_string(n);
  }).trait("untitled", [](Book& book) { book.title = "?"; });
}
// [end]

// [snippet: factory-use]
TEST(FactoryTest, MakesTheRecordsOfATest) {
  using rowan::testing::Factory;
  static const bool once = (define_factories(), true);  // in your program: in main(), before the tests run
  ASSERT_TRUE(once);
  rowan::Database db = rowan::connect("memory:");
  db.create_tables(rowan::registry().models());

  const Author lem = Factory<Author>().with(Author::c.name = "Stanislaw Lem").create();
  const Book solaris = Factory<Book>().with(Book::c.title = "Solaris", Book::c.author = lem).create();
  const auto three = Factory<Book>().as("untitled").create_list(3);  // and one author, whom the three share
  const Book draft = Factory<Book>().build();                        // not saved
  EXPECT_EQ(Book::count(), 4U);
  EXPECT_EQ(Author::count(), 2U);
}
// [end]

// [snippet: query-count]
TEST_F(LibraryTest, ListsAllBooksInTwoStatements) {
  EXPECT_QUERY_COUNT(2) {
    for (Author& author : Author::all()) EXPECT_GT(author.books.size(), 0U);
  }
}
// [end]

// [snippet: printing]
TEST_F(LibraryTest, PrintsWhatItCompares) {
  Tag tag = Tag::find(1);
  EXPECT_EQ(testing::PrintToString(tag), R"(Tag(id: 1, name: "science fiction"))");
  EXPECT_EQ(Tag::first(), tag);  // the same row
  EXPECT_TRUE(tag.save());       // a failure shows the errors
  EXPECT_EQ(rowan::Decimal("1.50"), rowan::Decimal("1.5"));
}
// [end]

// [snippet: strict]
TEST_F(LibraryTest, ThePageNeedsNoLazyLoad) {
  auto authors = Author::preload(Author::c.books).strict_loading().load();
  for (Author& author : authors) EXPECT_GT(author.books.size(), 0U);  // else: StrictLoadingViolation
}
// [end]

// [snippet: clock]
TEST_F(LibraryTest, StampsTheTime) {
  rowan::set_clock([] { return rowan::parse_instant("2026-11-21 12:00:00Z"); });
  Book book = Book::find(1);
  book.title = "Renamed";
  book.save_or_throw();
  rowan::set_clock(nullptr);
  EXPECT_EQ(rowan::to_string(book.updated_at), "2026-11-21 12:00:00.000000Z");
}
// [end]

// [snippet: scripted]
TEST(Scripted, ALockedDatabaseIsToldAsSuch) {
  rowan::testing::ScriptedDriver driver;  // must outlive the databases made with it
  driver.on("COMMIT", rowan::testing::fails(rowan::LockTimeout("the database is locked")));
  auto db = rowan::connect(driver, rowan::Url::parse("scripted://test"), {.make_default = false});

  EXPECT_THROW(db.transaction([&] { db.execute("DELETE FROM tags"); }), rowan::LockTimeout);
  EXPECT_EQ(driver.statements().back(), "ROLLBACK");
}
// [end]

// [snippet: scripted-rows]
TEST(Scripted, AnswersWithRows) {
  rowan::testing::ScriptedDriver driver;
  driver.on("SELECT*", {.columns = {"id", "name"}, .rows = {{1, "ocean"}}});
  auto db = rowan::connect(driver, rowan::Url::parse("scripted://test"), {.make_default = false});

  EXPECT_EQ(Tag::on(db).find(1).name, "ocean");
  EXPECT_EQ(driver.ran().back().parameters.front(), rowan::Value(1));
}
// [end]

}  // namespace
