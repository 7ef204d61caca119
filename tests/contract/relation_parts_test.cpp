// What relations do to their parts, and the shorter ways to say what is said often.
#include "contract/bookshop_test.hpp"
#include "rowan/model/load_async.hpp"

namespace rowan::contract {
namespace {

using bookshop::Author;
using bookshop::Book;
using bookshop::Chapter;
using bookshop::Country;
using bookshop::Room;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// Ann with books for 10 and 30, Bea with one for 20, Cy with none; one book without author.
class RelationParts : public BookshopTest {
 protected:
  RelationParts() : ann_(author("Ann")), bea_(author("Bea")), cy_(author("Cy")) {
    book("One", 10, &ann_);
    book("Two", 20, &bea_);
    book("Three", 30, &ann_);
    book("Lost", 5, nullptr);
  }
  static auto titles(const Relation<Book>& books) { return books.pluck(Book::c.title); }
  static Book book_of(std::string_view title) { return Book::find_by(Book::c.title == title).value(); }
  Author ann_, bea_, cy_;
};

Relation<Book> dear(const Relation<Book>& books) { return books.where(Book::c.price >= 20); }
Relation<Book> first_ones(const Relation<Book>& books, int count) { return books.order(Book::c.price).limit(count); }

TEST_P(RelationParts, None) {
  EXPECT_QUERY_COUNT(0) {
    EXPECT_TRUE(Book::none().load().empty());
    EXPECT_EQ(Book::where(Book::c.price > 5).none().limit(3).count(), 0U);
    EXPECT_FALSE(Book::none().or_where(Book::c.price > 5).exists());
    EXPECT_THAT(titles(Book::none()), IsEmpty());
    EXPECT_EQ(Book::none().delete_all(), 0U);
    EXPECT_FALSE(ann_.books.all().none().first());
  }
  EXPECT_EQ(Book::none().sum(Book::c.price), 0);
  EXPECT_EQ(Book::none().union_with(Book::where(Book::c.price == 5)).count(), 1U);
}

TEST_P(RelationParts, Excluding) {
  const Book one = book_of("One"), two = book_of("Two");
  const auto books = Book::order(Book::c.price);
  EXPECT_THAT(titles(books.excluding(one)), ElementsAre("Lost", "Two", "Three"));
  EXPECT_THAT(titles(books.excluding(one, two)), ElementsAre("Lost", "Three"));
  EXPECT_THAT(titles(books.excluding(ann_.books)), ElementsAre("Lost", "Two"));
  EXPECT_EQ(Book::excluding(Book()).count(), 4U) << "a new record is in no table";
  EXPECT_EQ(Book::excluding(std::vector<Book>()).count(), 4U);
  Room room;
  room.house = "a";
  room.number = 1;
  room.save_or_throw();
  EXPECT_EQ(Room::excluding(room).count(), 0U);
}

TEST_P(RelationParts, Missing) {
  EXPECT_THAT(each(Author::missing(Author::c.books), &Author::name), ElementsAre("Cy"));
  EXPECT_THAT(each(Author::all().missing(Author::c.profile), &Author::name), UnorderedElementsAre("Ann", "Bea", "Cy"));
  EXPECT_THAT(titles(Book::missing(Book::c.author)), ElementsAre("Lost"));
}

TEST_P(RelationParts, InOrderOf) {
  EXPECT_THAT(titles(Book::in_order_of(Book::c.title, {"Two", "One", "Gone"})), ElementsAre("Two", "One"));
  const std::vector<std::int64_t> authors{bea_.id, ann_.id};
  EXPECT_THAT(titles(Book::in_order_of(Book::c.author, authors).order(Book::c.price.desc())),
              ElementsAre("Two", "Three", "One"));
  EXPECT_THAT(titles(Book::in_order_of(Book::c.title, {})), IsEmpty());
}

TEST_P(RelationParts, Rewhere) {
  const auto books = Book::where(Book::c.price == 10 && Book::c.title != "x").where(Book::c.author == ann_.id);
  EXPECT_THAT(titles(books), ElementsAre("One"));
  EXPECT_THAT(titles(books.rewhere(Book::c.price == 30)), ElementsAre("Three"));
  EXPECT_THAT(titles(books.rewhere(Book::c.price > 10).rewhere(Book::c.author == bea_.id)), ElementsAre("Two"));
  EXPECT_THAT(titles(books.rewhere(Book::c.author(Author::c.name) == "Bea")), IsEmpty()) << "another subject";
  const auto either = Book::where(Book::c.price == 10 || Book::c.title == "Two").order(Book::c.price);
  EXPECT_THAT(titles(either.rewhere(Book::c.price > 10)), ElementsAre("Two")) << "half of an OR can't go";
  EXPECT_THAT(titles(either.rewhere(Book::c.price > 10 && Book::c.title != "")), ElementsAre("Two", "Three"));
  EXPECT_THAT(titles(Book::where(attr("author_id") == ann_.id).rewhere(Book::c.author == bea_.id)), ElementsAre("Two"))
      << "one attribute, however spelt";
  const auto anns = Book::where(Book::c.author.is(Author::c.name == "Ann"));
  EXPECT_THAT(titles(anns.rewhere(Book::c.author.is(Author::c.id == bea_.id))), IsEmpty()) << "another attribute there";
  EXPECT_THAT(titles(anns.rewhere(Book::c.author.is(Author::c.name == "Bea"))), ElementsAre("Two"));
  EXPECT_EQ(Author::where(Author::c.books.none()).rewhere(Author::c.books.some()).count(), 2U);
}

TEST_P(RelationParts, Unscope) {
  const auto books = Book::where(Book::c.price > 10).order(Book::c.title).limit(1);
  EXPECT_THAT(titles(books), ElementsAre("Three"));
  EXPECT_EQ(books.unscope(RelationPart::limit).load().size(), 2U);
  EXPECT_THAT(titles(books.unscope(RelationPart::where)), ElementsAre("Lost"));
  EXPECT_THAT(titles(books.unscope(RelationPart::order, RelationPart::limit).order(Book::c.price)),
              ElementsAre("Two", "Three"));
}

TEST_P(RelationParts, Merge) {
  const auto cheap = Book::where(Book::c.price < 25).order(Book::c.price.desc());
  EXPECT_THAT(titles(Book::where(Book::c.author.is_not_null()).merge(cheap)), ElementsAre("Two", "One"));
  EXPECT_THAT(titles(Book::where(Book::c.price > 5).merge(cheap.limit(1))), ElementsAre("Two"));
  EXPECT_THAT(titles(cheap.merge(ann_.books.all())), ElementsAre("One")) << "an association's rows";
  EXPECT_EQ(cheap.merge(Book::none()).count(), 0U);
  EXPECT_THROW(static_cast<void>(cheap.merge(cheap.as_table())), QueryError);
}

TEST_P(RelationParts, Scopes) {
  EXPECT_THAT(titles(Book::all().scope(dear).scope(first_ones, 1)), ElementsAre("Two"));
  EXPECT_THAT(titles(ann_.books.scope(dear)), ElementsAre("Three"));
  EXPECT_EQ(Book::all().scope([](const Relation<Book>& books) { return books.count(); }), 4U);
}

TEST_P(RelationParts, EachGoesInAnyOrderByPages) {
  std::vector<std::string> seen;
  EXPECT_QUERY_COUNT(3) {
    for (Book& book : Book::order(Book::c.author(Author::c.name).desc(), Book::c.price).each(3)) {
      seen.push_back(std::move(book.title));
      if (seen.size() == 1) Book::where(Book::c.title == "Three").update_all(Book::c.price = 7);
    }
  }
  EXPECT_THAT(seen, ::testing::SizeIs(4));
  for ([[maybe_unused]] const Book& book : Book::none().each()) ADD_FAILURE();
  EXPECT_THROW(static_cast<void>(Book::limit(2).each().begin()), QueryError);
}

TEST_P(RelationParts, EachGoesOnWhereItMovesTo) {
  auto each = Book::order(Book::c.price).each(1);
  auto at = each.begin();
  EXPECT_EQ(at->title, "Lost");
  auto moved = std::move(each);
  ++at;
  EXPECT_EQ(at->title, "One");
  EXPECT_THROW(static_cast<void>(each.begin()), QueryError);  // NOLINT(bugprone-use-after-move)
  while (at != moved.end()) ++at;
  ++at;  // no further than the end
  EXPECT_TRUE(at == moved.end());
}

TEST_P(RelationParts, EachStaysInTheDatabaseThatItBeganIn) {
  rowan::testing::TempDir dir;
  auto archive = connect("sqlite://" + dir.file("archive.db"), {.make_default = false});
  std::vector<std::string> seen;
  auto each = Book::order(Book::c.price).each(1);
  for (auto at = each.begin(); at != each.end();) {
    seen.push_back(at->title);
    archive.transaction([&] { ++at; });
  }
  EXPECT_THAT(seen, ElementsAre("Lost", "One", "Two", "Three"));
}

TEST_P(RelationParts, LoadAsync) {
  auto books = load_async(Book::where(Book::c.price > 5).preload(Book::c.author));
  const auto authors = Author::all().load();
  EXPECT_EQ(books.get().size(), 3U);
  EXPECT_THROW(static_cast<void>(books.get()), QueryError) << "and not none";
  EXPECT_EQ(authors.size(), 3U);
  auto moved = std::move(books);
  EXPECT_THROW(static_cast<void>(books.get()), QueryError);  // NOLINT(bugprone-use-after-move)
  auto wrong = load_async(Book::where(attr("prize") > 5));
  EXPECT_THROW(static_cast<void>(wrong.get()), QueryError);
  db.transaction([] { EXPECT_THROW(static_cast<void>(load_async(Book::all())), TransactionError); });
}

// As tenants and the like are kept.
thread_local std::int32_t least_price = 0;

TEST_P(RelationParts, LoadAsyncHidesWhatItsCallerDoesNotSee) {
  const DefaultCondition shown = add_default_condition<Book>([] { return Book::c.price >= least_price; });
  least_price = 20;
  auto books = load_async(Book::all());
  auto authors = load_async(Author::order(Author::c.name).preload(Author::c.books));
  least_price = 0;
  EXPECT_EQ(books.get().size(), 2U);
  EXPECT_EQ(authors.get()[0].books.size(), 1U);
  EXPECT_EQ(Book::all().count(), 4U);
}

TEST_P(RelationParts, MergedWithTheUnscopedStayScoped) {
  const DefaultCondition shown = add_default_condition<Book>([] { return Book::c.price >= 20; });
  EXPECT_THAT(titles(Book::where(Book::c.title != "x").merge(Book::unscoped().where(Book::c.price < 30))),
              ElementsAre("Two"));
  EXPECT_EQ(Book::unscoped().merge(Book::unscoped()).count(), 4U);
}

INSTANTIATE_TEST_SUITE_P(Databases, RelationParts, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
