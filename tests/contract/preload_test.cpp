// Preloading, strict loading, and conditions that reach through associations.
#include "contract/bookshop_test.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/connection/driver_registry.hpp"
#include "support/counting_driver.hpp"

namespace rowan::contract {
namespace {

using namespace bookshop;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

using PreloadTest = BookshopTest;
using StrictLoadingTest = BookshopTest;

TEST_P(PreloadTest, LoadsEachAssociationInOneStatement) {
  shelve(3, 2, 2);
  EXPECT_QUERY_COUNT(4) {
    const auto books = Book::preload(Book::c.author).preload(Book::c.chapters).preload("genres").load();
    for (const Book& book : books) {
      EXPECT_TRUE(book.chapters.is_loaded());
      EXPECT_EQ(book.author->id, book.author.key());
      EXPECT_THAT(book.chapters, SizeIs(2));
      EXPECT_THAT(book.genres, IsEmpty());
    }
  }
}

TEST_P(PreloadTest, NestsAndLinksInverses) {
  shelve(3, 2, 2);
  EXPECT_QUERY_COUNT(4) {
    auto authors = Author::preload(Author::c.profile).preload(Author::c.books, Book::preload(Book::c.chapters)).load();
    for (Author& author : authors) {
      EXPECT_FALSE(author.profile);
      for (Book& book : author.books) {
        EXPECT_EQ(&*book.author, &author);
        for (Chapter& chapter : book.chapters) EXPECT_EQ(&*chapter.book, &book);
      }
    }
  }
}

TEST_P(PreloadTest, ScopesNarrowOrderAndLimitPerOwner) {
  shelve(2, 4, 0);
  const auto scope = Book::where(Book::c.title != "book 0").order(Book::c.title.desc()).limit(2);
  for (const Author& author : Author::preload(Author::c.books, scope)) {
    EXPECT_THAT(each(author.books, &Book::title), ElementsAre("book 3", "book 2"));
  }
  for (const Author& author : Author::preload(Author::c.books, scope.offset(1))) {
    EXPECT_THAT(each(author.books, &Book::title), ElementsAre("book 2", "book 1"));
  }
}

TEST_P(PreloadTest, OfNothingRunsNothingMore) {
  EXPECT_QUERY_COUNT(1) { EXPECT_THAT(Author::preload(Author::c.books).load(), IsEmpty()); }
  book("nobody's");
  EXPECT_QUERY_COUNT(1) { EXPECT_THAT(Book::preload(Book::c.author).load(), SizeIs(1)); }
}

TEST_P(PreloadTest, ServesEachOfTheRecordsThatShareATarget) {
  shelve(1, 3, 0);
  const auto books = Book::preload(Book::c.author).load();
  EXPECT_QUERY_COUNT(0) {
    for (const Book& book : books) EXPECT_EQ(&*book.author, &*books[0].author);
  }
}

TEST_P(PreloadTest, FillsEveryRecordOfARowThatIsThereTwice) {
  shelve(1, 1, 2);
  Book one = Book::all().sole();
  for (const char* label : {"crime", "poetry"}) one.genres.build().label = label;
  one.save_or_throw();
  EXPECT_QUERY_COUNT(4) {
    const auto chapters = Book::preload(Book::c.chapters, Chapter::preload(Chapter::c.genres));
    const auto genres = Genre::preload(Genre::c.books, chapters).strict_loading().load();
    for (const Genre& genre : genres) {
      ASSERT_THAT(genre.books[0].chapters, SizeIs(2));
      for (const Chapter& chapter : genre.books[0].chapters) EXPECT_THAT(chapter.genres, SizeIs(2));
    }
  }
}

TEST_P(PreloadTest, OfAnUnknownAssociationNamesNearMisses) {
  EXPECT_THAT(message_of<QueryError>([] {
                shelve(1, 0, 0);
                static_cast<void>(Author::preload("boks").load());
              }),
              AllOf(HasSubstr("Author has no association 'boks'"), HasSubstr("books")));
}

TEST_P(PreloadTest, ManyToManyGivesEachOwnerItsOwn) {
  Genre crime;
  crime.label = "crime";
  for (const char* title : {"One", "Two"}) {
    Book made = book(title);
    made.genres.link(crime);
  }
  const auto books = Book::preload(Book::c.genres).load();
  EXPECT_QUERY_COUNT(0) {
    for (const Book& book : books) EXPECT_THAT(each(book.genres, &Genre::label), ElementsAre("crime"));
  }
  EXPECT_NE(&books[0].genres[0], &books[1].genres[0]);
}

TEST_P(StrictLoadingTest, OfARelation) {
  shelve(1, 1, 0);
  const auto books = Book::all().strict_loading().load();
  EXPECT_THAT(message_of<StrictLoadingViolation>([&] { static_cast<void>(*books[0].author); }),
              AllOf(HasSubstr("Book.author"), HasSubstr(".preload(Book::c.author)")));
  EXPECT_THROW(static_cast<void>(books[0].chapters.size()), StrictLoadingViolation);
  EXPECT_EQ(Book::preload(Book::c.author).strict_loading().load()[0].author->name, "author 0");
}

TEST_P(StrictLoadingTest, ReachesTheTargetsOfThePreloaded) {
  shelve(1, 1, 1);
  const auto books = Book::preload(Book::c.chapters).strict_loading().load();
  EXPECT_THROW(static_cast<void>(books[0].chapters[0].genres.size()), StrictLoadingViolation);
}

TEST_P(StrictLoadingTest, OfAModel) {
  Author ann = author("Ann");
  Audit audit;
  audit.author = ann;
  audit.save_or_throw();
  EXPECT_THROW(static_cast<void>(*Audit::find(audit.id).author), StrictLoadingViolation);
  EXPECT_EQ(Audit::preload(Audit::c.author).sole().author->name, "Ann");
}

TEST_P(StrictLoadingTest, OfAnAssociation) {
  Shelf shelf;
  shelf.items.add({});
  shelf.save_or_throw();
  const StrictShelf strict = StrictShelf::find(shelf.id);
  EXPECT_THROW(static_cast<void>(strict.items.size()), StrictLoadingViolation);
  EXPECT_THAT(StrictShelf::preload(StrictShelf::c.items).sole().items, SizeIs(1));
}

TEST_P(StrictLoadingTest, OfTheProcess) {
  shelve(1, 1, 0);
  struct Strict {
    Strict() { set_strict_loading_by_default(true); }
    ~Strict() { set_strict_loading_by_default(false); }
  };
  const auto books = Book::all().load();
  {
    const Strict strict;
    EXPECT_THROW(static_cast<void>(*books[0].author), StrictLoadingViolation);
  }
  EXPECT_EQ(books[0].author->name, "author 0");
}

class ConditionTest : public BookshopTest {
 protected:
  /// Ann wrote a cheap and a dear book, Bob a dear one, Cid none; "loose" is nobody's.
  ConditionTest() {
    Author ann = author("Ann");
    Author bob = author("Bob");
    author("Cid");
    priced("cheap", 5, &ann);
    priced("dear", 50, &ann);
    priced("dearest", 90, &bob);
    priced("loose", 5, nullptr);
    Genre crime;
    crime.label = "crime";
    Book::find_by(Book::c.title == "dear")->genres.link(crime);
    Profile profile;
    profile.bio = "writes";
    ann.profile.set(std::move(profile));
  }
  static void priced(std::string title, std::int32_t price, Author* by) {
    Book made = book(std::move(title), by);
    made.price = price;
    made.save_or_throw();
  }
  static std::vector<std::string> authors(const Condition<Author>& condition) {
    return Author::where(condition).order(Author::c.id).pluck(Author::c.name);
  }
  static std::vector<std::string> books(const Condition<Book>& condition) {
    return Book::where(condition).order(Book::c.id).pluck(Book::c.title);
  }
};

TEST_P(ConditionTest, SomeEveryAndNoneLookAtTheTargets) {
  EXPECT_THAT(authors(Author::c.books.some()), ElementsAre("Ann", "Bob"));
  EXPECT_THAT(authors(Author::c.books.none()), ElementsAre("Cid"));
  EXPECT_THAT(authors(Author::c.books.some(Book::c.price < 10)), ElementsAre("Ann"));
  EXPECT_THAT(authors(Author::c.books.none(Book::c.price < 10)), ElementsAre("Bob", "Cid"));
  EXPECT_THAT(authors(Author::c.books.every(Book::c.price > 10)), ElementsAre("Bob", "Cid"));
}

TEST_P(ConditionTest, ToOneTargetsAreAskedDirectly) {
  EXPECT_THAT(books(Book::c.author.matches(Author::c.name == "Ann")), ElementsAre("cheap", "dear"));
  EXPECT_THAT(books(Book::c.author.is_not(Author::c.name == "Ann")), ElementsAre("dearest", "loose"));
  EXPECT_THAT(books(Book::c.author.is(std::nullopt)), ElementsAre("loose"));
  EXPECT_THAT(books(Book::c.author.is_not(std::nullopt)), ElementsAre("cheap", "dear", "dearest"));
  EXPECT_THAT(authors(Author::c.profile.matches(Profile::c.bio == "writes")), ElementsAre("Ann"));
  EXPECT_THAT(authors(Author::c.profile.is(std::nullopt)), ElementsAre("Bob", "Cid"));
}

TEST_P(ConditionTest, NestAndReachAcrossJoinTablesAndThrough) {
  EXPECT_THAT(authors(Author::c.books.some(Book::c.genres.some(Genre::c.label == "crime"))), ElementsAre("Ann"));
  EXPECT_THAT(books(Book::c.author.matches(Author::c.books.some(Book::c.price > 60))), ElementsAre("dearest"));
  Book dear = *Book::find_by(Book::c.title == "dear");
  dear.chapters.add(chapter(7));
  EXPECT_THAT(authors(Author::c.chapters.some(Chapter::c.number == 7)), ElementsAre("Ann"));
  EXPECT_THAT(authors(Author::c.chapters.none()), ElementsAre("Bob", "Cid"));
  EXPECT_EQ(Chapter::where(Chapter::c.genres.some(Genre::c.label == "crime")).count(), 1u);
}

TEST_P(ConditionTest, ReachThroughATreeAndItself) {
  Person root;
  root.name = "root";
  root.children.add({}).children.add({}).name = "leaf";
  root.save_or_throw();
  EXPECT_EQ(Person::where(Person::c.grandchildren.some(Person::c.name == "leaf")).sole().name, "root");
  EXPECT_EQ(Person::where(Person::c.parent.matches(Person::c.parent.matches(Person::c.name == "root"))).sole().name,
            "leaf");
}

INSTANTIATE_TEST_SUITE_P(Databases, PreloadTest, ::testing::ValuesIn(databases()), database_name);
INSTANTIATE_TEST_SUITE_P(Databases, StrictLoadingTest, ::testing::ValuesIn(databases()), database_name);
TEST_P(PreloadTest, LoadsAskedAgainAreNotCompiledAgain) {
  shelve(3, 2, 2);
  const Url url = Url::parse(GetParam().url(dir()));
  testing::CountingDriver driver(find_driver(url.scheme), url);
  Database counted = connect(driver, url, {.pool_size = 1, .make_default = false});
  const auto titles = [&](const std::string& title, int number) {
    std::vector<std::string> found;
    for (Author& author : Author::on(counted).order(Author::c.id)) {
      for (const Book& book : author.books) found.push_back(book.title);
      for (const Chapter& chapter : author.chapters) found.push_back(chapter.heading);
    }
    const auto chapters = Chapter::where(Chapter::c.number >= number && Chapter::c.book.is(Book::c.title == title));
    for (const Book& book : Book::on(counted).order(Book::c.id).preload(Book::c.chapters, chapters))
      found.push_back(book.title + std::to_string(book.chapters.size()));
    for (Chapter& chapter : Chapter::on(counted).where(Chapter::c.number == number).order(Chapter::c.id))
      found.push_back(chapter.book->title);
    return found;
  };
  const auto first = titles("book 0", 0);
  const int compilations = driver.compilations();
  EXPECT_EQ(titles("book 0", 0), first);
  const auto others = titles("book 1", 1);
  EXPECT_EQ(driver.compilations(), compilations) << "values are bound anew";
  EXPECT_EQ(others.size(), first.size());
  EXPECT_THAT(first, ::testing::IsSupersetOf({"book 02", "book 10"}));
  EXPECT_THAT(others, ::testing::IsSupersetOf({"book 00", "book 11"}));
}

TEST_P(PreloadTest, CountsPortionsAndKeysAskedAgainAreNotCompiledAgain) {
  shelve(2, 3, 2);
  for (const char* code : {"fr", "FR", "gb"}) {  // which keys are equal is asked where some might be
    Country made;
    made.code = code;
    made.save_or_throw();
    Author of_it = author(code);
    of_it.country = made;
    of_it.save_or_throw();
  }
  const Url url = Url::parse(GetParam().url(dir()));
  testing::CountingDriver driver(find_driver(url.scheme), url);
  Database counted = connect(driver, url, {.pool_size = 1, .make_default = false});
  const auto found = [&](std::int64_t limit, std::int64_t offset) {
    std::vector<std::uint64_t> numbers;
    for (Author& author : Author::on(counted).order(Author::c.id)) {
      numbers.push_back(author.books.count());
      numbers.push_back(author.chapters.count());
    }
    const auto books = Book::order(Book::c.id).limit(limit).offset(offset);
    for (const Author& author : Author::on(counted).order(Author::c.id).limit(2).preload(Author::c.books, books))
      numbers.push_back(author.books.size());
    for (Country& country : Country::on(counted).order(Country::c.code)) numbers.push_back(country.authors.size());
    return numbers;
  };
  const auto first = found(1, 1);
  const int compilations = driver.compilations();
  const auto others = found(5, 2);
  EXPECT_EQ(driver.compilations(), compilations);
  EXPECT_THAT(first, ::testing::ElementsAre(3, 6, 3, 6, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1));
  EXPECT_THAT(others, first);
  EXPECT_THAT(found(2, 0), ::testing::ElementsAre(3, 6, 3, 6, 0, 0, 0, 0, 0, 0, 2, 2, 1, 1, 1));
}

INSTANTIATE_TEST_SUITE_P(Databases, ConditionTest, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
