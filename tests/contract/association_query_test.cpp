// Associations asked as queries, and belongs_to in initialisers, on every database.
#include "contract/bookshop_test.hpp"

// g++ asks for every member, and for the base class, even where initialisers are named.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

namespace rowan::contract {
namespace {

using namespace bookshop;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class AssociationQueryTest : public BookshopTest {
 protected:
  AssociationQueryTest() : ann(author("ann")), bob(author("bob")) {
    for (int i = 1; i <= 4; ++i) priced("a" + std::to_string(i), 10 * i, ann);
    priced("b1", 40, bob);
  }
  static Book priced(std::string title, std::int32_t price, const Author& by) {
    Book made;
    made.title = std::move(title);
    made.price = price;
    made.author = by;
    made.save_or_throw();
    return made;
  }

  Author ann, bob;
};

TEST_P(AssociationQueryTest, IsARelationOfTheOwnersRows) {
  EXPECT_QUERY_COUNT(1) {
    EXPECT_THAT(ann.books.where(Book::c.price > 10).order(Book::c.price.desc()).limit(2).pluck(Book::c.title),
                ElementsAre("a4", "a3"));
  }
  EXPECT_THAT(ann.books.where_not(Book::c.price > 10).pluck(Book::c.title), ElementsAre("a1"));
  EXPECT_THAT(ann.books.order(attr("price").desc()).offset(2).limit(1).pluck(Book::c.title), ElementsAre("a2"));
  EXPECT_EQ(ann.books.count(Book::c.price >= 20), 3U);
  EXPECT_TRUE(ann.books.exists());
  EXPECT_TRUE(ann.books.exists(Book::c.title == "a1"));
  EXPECT_FALSE(ann.books.exists(Book::c.title == "b1"));
  EXPECT_EQ(ann.books.first()->title, "a1");
  EXPECT_EQ(ann.books.last()->title, "a4");
  EXPECT_EQ(ann.books.take()->author.key(), ann.id);
  EXPECT_EQ(ann.books.find_by(Book::c.price == 40)->title, "a4");
  EXPECT_EQ(bob.books.sole().title, "b1");
  EXPECT_THAT(each(ann.books.all().load(), &Book::title), UnorderedElementsAre("a1", "a2", "a3", "a4"));
}

TEST_P(AssociationQueryTest, FindsByKeyAmongTheOwnersOnly) {
  const std::int64_t own = ann.books.first()->id;
  const std::int64_t foreign = bob.books.first()->id;
  EXPECT_EQ(ann.books.find(own).title, "a1");
  EXPECT_FALSE(ann.books.find_if(foreign).has_value());
  EXPECT_THROW(static_cast<void>(ann.books.find(foreign)), RecordNotFound);
  EXPECT_EQ(ann.books.find_all(std::vector<std::int64_t>{own}).size(), 1U);
  EXPECT_THROW(static_cast<void>(ann.books.find_all(std::vector<std::int64_t>{own, foreign})), RecordNotFound);
}

TEST_P(AssociationQueryTest, OwnersFoundAgainShareOnePreload) {
  const std::vector<std::int64_t> keys{ann.id, bob.id, ann.id, ann.id};
  const auto titles = [](const Author& author) { return each(author.books, &Book::title); };
  EXPECT_QUERY_COUNT(2) {
    const auto authors = Author::all().preload(Author::c.books).strict_loading().find_all(keys);
    EXPECT_THAT(titles(authors[0]), UnorderedElementsAre("a1", "a2", "a3", "a4"));
    EXPECT_THAT(titles(authors[1]), UnorderedElementsAre("b1"));
    EXPECT_THAT(titles(authors[3]), UnorderedElementsAre("a1", "a2", "a3", "a4"));
  }
  EXPECT_QUERY_COUNT(2) {
    const auto authors = Author::find_all(keys);
    EXPECT_EQ(titles(authors[2]).size(), 4U);
    EXPECT_EQ(titles(authors[3]).size(), 4U);
  }
  EXPECT_THROW(static_cast<void>(Author::all().strict_loading().find_all(keys)[3].books.size()),
               StrictLoadingViolation);
}

TEST_P(AssociationQueryTest, StaysWithTheOwnerWhateverIsOrdered) {
  EXPECT_THAT(ann.books.where(Book::c.price == 10).or_where(Book::c.price == 40).pluck(Book::c.title),
              UnorderedElementsAre("a1", "a4"));
}

TEST_P(AssociationQueryTest, ChangesAndDeletesTheOwnersRowsOnly) {
  EXPECT_EQ(ann.books.update_all(Book::c.price -= 1), 4U);
  EXPECT_EQ(ann.books.update_all(Book::c.price += 1), 4U);
  EXPECT_EQ(ann.books.update_all({increment(Book::c.price, 1)}), 4U);
  EXPECT_EQ(bob.books.first()->price, 40);
  EXPECT_EQ(ann.books.size(), 4U);
  EXPECT_EQ(ann.books.where(Book::c.price > 40).delete_all(), 1U);
  Book& waiting = ann.books.build({{"title", "waiting"}});
  EXPECT_EQ(ann.books.delete_all(), 3U);
  ASSERT_EQ(ann.books.size(), 1U) << "what was built still waits";
  EXPECT_EQ(&ann.books[0], &waiting);
  EXPECT_EQ(Book::count(), 1U);
}

TEST_P(AssociationQueryTest, StreamsInKeyOrder) {
  std::vector<std::string> titles;
  ann.books.find_each([&](Book& one) { titles.push_back(one.title); }, 3);
  EXPECT_THAT(titles, ElementsAre("a1", "a2", "a3", "a4"));
}

TEST_P(AssociationQueryTest, TakesTheAssociationsOrderUnlessAnotherIsGiven) {
  Book& one = ann.books.create({.title = "with chapters"});
  for (int number : {3, 1, 2}) one.chapters.add(chapter(number));
  EXPECT_THAT(one.chapters.relation().pluck(Chapter::c.number), ElementsAre(1, 2, 3));
  EXPECT_EQ(one.chapters.last()->number, 3);
  EXPECT_THAT(one.chapters.order(Chapter::c.id).pluck(Chapter::c.number), ElementsAre(3, 1, 2));
}

TEST_P(AssociationQueryTest, CreatesAndBuildsInTheHandle) {
  Book& made = ann.books.create({{"title", "made"}, {"price", 7}});
  EXPECT_TRUE(made.is_persisted());
  EXPECT_EQ(made.author.key(), ann.id);
  EXPECT_EQ(&*made.author, &ann);
  Book& typed = ann.books.create({.title = "typed"});
  EXPECT_TRUE(typed.is_persisted());
  EXPECT_EQ(ann.books.size(), 6U);
  Book& built = ann.books.build({{"title", "built"}});
  EXPECT_TRUE(built.is_new());
  EXPECT_EQ(built.author.key(), ann.id);
  EXPECT_EQ(ann.books.count(Book::c.title == "built"), 0U);
  ann.save_or_throw();
  EXPECT_EQ(ann.books.count(Book::c.title == "built"), 1U);
  EXPECT_THROW(ann.books.create({{"title", " "}}), RecordInvalid);
  EXPECT_THROW(ann.books.create({{"titel", "x"}}), QueryError);
}

TEST_P(AssociationQueryTest, OfANewOwnerIsEmptyAndAsksNothing) {
  Author nobody;
  nobody.books.build({.title = "waits"});
  EXPECT_QUERY_COUNT(0) {
    EXPECT_FALSE(nobody.books.exists());
    EXPECT_EQ(nobody.books.where(Book::c.price > 0).count(), 0U);
    EXPECT_THAT(nobody.books.relation().load(), IsEmpty());
    EXPECT_FALSE(nobody.books.first().has_value());
    EXPECT_FALSE(nobody.books.find_if(1).has_value());
    EXPECT_EQ(nobody.books.update_all({set(Book::c.price, 1)}), 0U);
    EXPECT_EQ(nobody.books.relation().delete_all(), 0U);
    nobody.books.find_each([](Book&) { FAIL(); });
    EXPECT_THROW(nobody.books.create({.title = "x"}), RecordNotSaved);
  }
  EXPECT_THROW(static_cast<void>(nobody.books.find(1)), RecordNotFound);
  EXPECT_THROW(static_cast<void>(nobody.books.find_all({1})), RecordNotFound);
}

TEST_P(AssociationQueryTest, OfADestroyedOwnerIsRefused) {
  Author gone = author("gone");
  ASSERT_TRUE(gone.destroy());
  EXPECT_THROW(static_cast<void>(gone.books.exists()), RecordDestroyed);
}

TEST_P(AssociationQueryTest, PassesAJoinTable) {
  Book first = *ann.books.first(), other = *bob.books.first();
  Genre& crime = first.genres.create({.label = "crime"});
  first.genres.create({{"label", "poetry"}});
  other.genres.link(crime);
  EXPECT_THAT(first.genres.where(Genre::c.label > "d").pluck(Genre::c.label), ElementsAre("poetry"));
  EXPECT_EQ(crime.books.relation().count(), 2U);
  EXPECT_EQ(crime.books.where(Book::c.author == bob).sole().id, other.id);
  EXPECT_EQ(other.genres.update_all({set(Genre::c.label, "thriller")}), 1U);
  EXPECT_THAT(first.genres.order(Genre::c.label).pluck(Genre::c.label), ElementsAre("poetry", "thriller"));
}

TEST_P(AssociationQueryTest, GoesThroughOtherAssociations) {
  Book first = *ann.books.first(), other = *bob.books.first();
  first.chapters.create({.number = 1, .heading = "one"});
  first.chapters.create({.number = 2, .heading = "two"});
  Chapter& third = other.chapters.create({.number = 3, .heading = "three"});
  EXPECT_EQ(ann.chapters.count(Chapter::c.number > 1), 1U);
  EXPECT_THAT(message_of<Unsupported>([&] { ann.chapters.create({.heading = "x"}); }), HasSubstr("books"));
  other.genres.create({.label = "crime"});
  EXPECT_TRUE(third.genres.exists(Genre::c.label == "crime"));
  Country land;
  land.code = "de";
  land.save_or_throw();
  ann.country = land;
  ann.save_or_throw();
  EXPECT_EQ(first.countries.relation().sole().code, "de");
  EXPECT_FALSE(other.countries.exists());
  EXPECT_EQ(ann.chapters.delete_all(), 2U);
  EXPECT_EQ(Chapter::count(), 1U);
}

TEST_P(AssociationQueryTest, LeadsBackIntoTheSameTable) {
  Person old = Person::create({.name = "old"});
  Person& middle = old.children.create({.name = "middle"});
  middle.children.create({.name = "young"});
  Person& friendly = old.friends.create({.name = "friend"});
  EXPECT_EQ(old.children.relation().sole().name, "middle");
  EXPECT_EQ(old.grandchildren.where(Person::c.name != "x").sole().name, "young");
  EXPECT_EQ(old.friends.relation().sole().id, friendly.id);
  EXPECT_EQ(old.grandchildren.update_all({set(Person::c.name, "grown")}), 1U);
  EXPECT_EQ(old.friends.relation().update_all({set(Person::c.name, "pal")}), 1U);
  EXPECT_EQ(Person::order(Person::c.id).pluck(Person::c.name),
            (std::vector<std::string>{"old", "middle", "grown", "pal"}));
  EXPECT_EQ(middle.parent.relation().sole().id, old.id);
}

TEST_P(AssociationQueryTest, KnowsKeysOfSeveralParts) {
  Room room{.house = "A", .number = 1};
  room.save_or_throw();
  Room other{.house = "A", .number = 2};
  other.save_or_throw();
  Visit& visit = room.visits.create({});
  other.visits.create({});
  EXPECT_EQ(room.visits.relation().sole().id, visit.id);
  EXPECT_EQ(visit.room.relation().sole().number, 1);
  const Visit by_key{.room = std::tuple<std::string, std::int32_t>{"A", 2}};
  EXPECT_EQ(by_key.room.relation().sole().number, 2);
}

TEST_P(AssociationQueryTest, OfToOneAsksForTheTarget) {
  ann.profile.create({.bio = "writes"});
  EXPECT_EQ(ann.profile.relation().sole().bio, "writes");
  EXPECT_FALSE(bob.profile.relation().exists());
  const Book one = *ann.books.first();
  EXPECT_QUERY_COUNT(1) { EXPECT_THAT(one.author.relation().pluck(Author::c.name), ElementsAre("ann")); }
  EXPECT_FALSE(ann.country.relation().exists());
  Author unsaved;
  const Book of_unsaved{.author = unsaved};
  EXPECT_FALSE(of_unsaved.author.relation().exists());
}

TEST_P(AssociationQueryTest, RunsInTheOpenTransaction) {
  db.transaction([&](Transaction& transaction) {
    Book::create({.title = "later undone", .author = ann});
    EXPECT_TRUE(ann.books.exists(Book::c.title == "later undone"));
    transaction.rollback();
  });
  EXPECT_FALSE(ann.books.exists(Book::c.title == "later undone"));
}

TEST_P(AssociationQueryTest, IsAScopeOfAPreloadNoMoreThanItself) {
  const auto authors =
      Author::all().order(Author::c.name).preload(Author::c.books, ann.books.where(Book::c.price > 30)).load();
  EXPECT_THAT(each(authors[0].books, &Book::title), ElementsAre("a4"));
  EXPECT_THAT(authors[1].books, IsEmpty());
}

TEST_P(AssociationQueryTest, InitialisesABelongsToAsItIsAssigned) {
  EXPECT_EQ(Book::create({.title = "x", .author = ann}).author.key(), ann.id);
  EXPECT_EQ(Book::create({.title = "x", .author = std::as_const(ann)}).author.key(), ann.id);
  EXPECT_EQ(Book::create({.title = "x", .author = bob.id}).author->name, "bob");
  EXPECT_EQ(Book::create({.title = "x", .author = 1}).author.key(), 1);
  EXPECT_TRUE(Book::create({.title = "x", .author = std::nullopt}).author.is_null());
  const Book copied = Book::create({.title = "x", .author = ann.books.first()->author.key()});
  EXPECT_EQ(copied.author.key(), ann.id);
  const Book taken = Book::create({.title = "x", .author = Author{.name = "new"}});
  EXPECT_EQ(taken.author->name, "new");
  EXPECT_EQ(Author::count(), 3U);
  Country::create({.code = "de"});
  EXPECT_EQ(Author::create({.name = "c", .country = "de"}).country.key(), "de");
  Author later{.name = "later"};
  Book waiting{.title = "x", .author = later};
  waiting.save_or_throw();
  EXPECT_EQ(waiting.author.key(), later.id) << "a new record is saved along, where it stands";
  std::vector<Book> list{{.title = "l1", .author = ann}, {.title = "l2"}};
  Book::save_all_or_throw(list);
  EXPECT_EQ(ann.books.count(Book::c.title == "l1"), 1U);
}

TEST_P(AssociationQueryTest, PreloadsAPathByName) {
  ann.books.first()->chapters.create({.heading = "deep"});
  ann.books.reset();
  const auto authors = Author::order(Author::c.name).preload("books").preload("books.chapters").load();
  EXPECT_QUERY_COUNT(0) { EXPECT_EQ(authors[0].books.size() + authors[0].books[0].chapters.size(), 5U); }
  EXPECT_QUERY_COUNT(3) { EXPECT_EQ(Author::all().preload("books").preload("books.chapters").load().size(), 2U); }
  EXPECT_THAT(message_of<QueryError>(
                  [] { static_cast<void>(Author::where(Author::c.id == -1).preload("books.chaptres").load()); }),
              HasSubstr("did you mean \"chapters\"?"));
  std::string endless = "books";
  for (int i = 0; i < 20; ++i) endless += ".author.books";
  EXPECT_THROW(static_cast<void>(Author::all().preload(endless)), QueryError);
}

TEST_P(AssociationQueryTest, PreloadsNothingWithoutAQuery) {
  EXPECT_QUERY_COUNT(1) {
    const auto authors = Author::all().preload(Author::c.books, Book::limit(0)).load();
    EXPECT_THAT(authors[0].books, IsEmpty());
  }
}

INSTANTIATE_TEST_SUITE_P(Databases, AssociationQueryTest, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract

#pragma GCC diagnostic pop
