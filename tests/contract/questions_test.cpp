// Aggregates, groups, paths and values of associations, over the bookshop.
#include <map>
#include <thread>

#include "contract/bookshop_test.hpp"

namespace rowan::contract {
namespace {

using bookshop::Author;
using bookshop::Book;
using bookshop::Chapter;
using bookshop::Country;
using bookshop::Genre;
using bookshop::Profile;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

/// Ann of France with books for 10 and 30, Bea without a country with one for 20, Cy of France without any; one book
/// without author.
class Questions : public BookshopTest {
 protected:
  Questions() : ann_(author("Ann")), bea_(author("Bea")), cy_(author("Cy")) {
    Country france;
    france.code = "fr";
    france.name = "France";
    france.save_or_throw();
    ann_.country = france;
    ann_.save_or_throw();
    cy_.country = france;
    cy_.save_or_throw();
    book("One", 10, &ann_, 2);
    book("Two", 20, &bea_, 0);
    book("Three", 30, &ann_, 3);
    book("Lost", 5, nullptr, 1);
    Profile profile;
    profile.bio = "writes";
    profile.author = ann_;
    profile.save_or_throw();
  }
  Author ann_, bea_, cy_;
};

using MaybeNames = std::vector<std::optional<std::string>>;

TEST_P(Questions, AggregatesOfARelation) {
  EXPECT_EQ(Book::sum(Book::c.price), 65);
  EXPECT_EQ(Book::average(Book::c.price), 16.25);
  EXPECT_EQ(Book::minimum(Book::c.price), 5);
  EXPECT_EQ(Book::maximum(Book::c.title), "Two");
  EXPECT_EQ(Book::all().count(Book::c.author), 3) << "without the NULL";
  EXPECT_EQ(Book::count_distinct(Book::c.author), 2);
  EXPECT_EQ(Book::where(Book::c.price > 15).sum(Book::c.price * 2), 100);
  EXPECT_EQ(Book::order(Book::c.price.desc()).limit(2).sum(Book::c.price), 50) << "of the rows that the limit leaves";
  EXPECT_EQ(Book::order(Book::c.price).offset(1).limit(2).maximum(Book::c.price), 20);
  EXPECT_EQ(ann_.books.sum(Book::c.price), 40);
  EXPECT_EQ(ann_.books.where(Book::c.price < 20).average(Book::c.price), 10.0);
  EXPECT_EQ(ann_.books.maximum(Book::c.title), "Three");
}

// PostgreSQL names a value by a column in it, and sorts by what has the name.
TEST_P(Questions, OrdersByTheColumnWhateverAValueIsCalled) {
  const auto by_price = Book::order(Book::c.price).where(Book::c.title != "Lost");
  const auto reversed = when(Book::c.title == "Lost", 0).otherwise(Book::c.price);
  EXPECT_THAT(by_price.pluck(Book::c.title, Book::c.price, reversed), SizeIs(3));
  EXPECT_THAT(Book::order(Book::c.title).pluck(coalesce(nullif(Book::c.title, "One"), Book::c.title)),
              ElementsAre("Lost", "One", "Three", "Two"));
  EXPECT_THAT(by_price.pluck(when(Book::c.price > 15, 0).otherwise(Book::c.price)), ElementsAre(10, 0, 0));
}

TEST_P(Questions, AggregatesOfNothing) {
  const auto none = Book::where(Book::c.price > 1000);
  EXPECT_EQ(none.sum(Book::c.price), 0);
  EXPECT_EQ(none.average(Book::c.price), std::nullopt);
  EXPECT_EQ(none.minimum(Book::c.price), std::nullopt);
  EXPECT_EQ(none.maximum(Book::c.title), std::nullopt);
  EXPECT_EQ(none.count_distinct(Book::c.title), 0);
  EXPECT_EQ(Book::limit(0).sum(Book::c.price), 0);
  EXPECT_EQ(Author().books.sum(Book::c.price), 0) << "of an owner that is new";
}

TEST_P(Questions, RowsOfSeveralValues) {
  using Row = std::tuple<std::string, std::int64_t>;
  EXPECT_THAT(Book::order(Book::c.id).limit(2).pluck(Book::c.title, length(Book::c.title)),
              ElementsAre(Row("One", 3), Row("Two", 3)));
  struct Line {
    std::string title;
    std::int64_t twice;
  };
  const auto lines = Book::order(Book::c.price).select(Book::c.title, Book::c.price * 2).into<Line>();
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[3].title, "Three");
  EXPECT_EQ(lines[3].twice, 60);
  EXPECT_EQ(Book::order(Book::c.id).select(Book::c.title).first(), "One");
  EXPECT_EQ(Book::select(sum(Book::c.price), count(), count().filter(Book::c.price > 15)).rows().at(0),
            std::tuple(65, 4, 2));
  EXPECT_EQ(Book::select(sum(Book::c.price).filter(Book::c.price > 100)).rows().at(0), 0);
  EXPECT_EQ(Book::select(sum(Book::c.price / 10 * 0 + 1).distinct()).rows().at(0), 1);
}

TEST_P(Questions, GroupsAreMapsOrRows) {
  using Key = std::optional<std::int64_t>;
  EXPECT_THAT(Book::group(Book::c.author).count(),
              ElementsAre(Pair(Key(), 1), Pair(Key(ann_.id), 2), Pair(Key(bea_.id), 1)));
  EXPECT_THAT(Book::group(Book::c.author).sum(Book::c.price),
              ElementsAre(Pair(Key(), 5), Pair(Key(ann_.id), 40), Pair(Key(bea_.id), 20)));
  const auto size = when(Book::c.price > 15, "dear").otherwise("cheap");
  EXPECT_THAT(Book::group(size).count(), ElementsAre(Pair("cheap", 2), Pair("dear", 2)));
  EXPECT_THAT(Book::group(size).order(size.desc()).pluck(size, sum(Book::c.price)),
              ElementsAre(std::tuple("dear", 50), std::tuple("cheap", 15)));
  const auto busy = Book::group(Book::c.author).having(count() > 1);
  EXPECT_THAT(busy.pluck(Book::c.author, maximum(Book::c.price)), ElementsAre(std::tuple(Key(ann_.id), 30)));
  const auto dear = Book::group(Book::c.author).order(sum(Book::c.price).desc()).limit(1);
  EXPECT_THAT(dear.pluck(Book::c.author, average(Book::c.price)), ElementsAre(std::tuple(Key(ann_.id), 20.0)));
  EXPECT_THAT(Book::where(Book::c.price < 0).group(Book::c.author).count(), IsEmpty());
  const auto two = Book::group(Book::c.author, Book::c.price > 15).count();
  EXPECT_EQ(two.size(), 4U);
  EXPECT_EQ(two.at({Key(ann_.id), true}), 1);
}

TEST_P(Questions, GroupsAskTheirKeysAgain) {
  using Line = std::tuple<std::int64_t, std::int64_t>;
  const auto more = Book::c.price + 5;
  EXPECT_THAT(Book::group(more).having(more > 12).order(more.desc()).pluck(more, count()),
              ElementsAre(Line(35, 1), Line(25, 1), Line(15, 1)));
  EXPECT_THAT(Book::group(more).having(more > 12).order(more).pluck(count()), ElementsAre(1, 1, 1));
  const auto size = when(Book::c.price > 15, "dear").otherwise("cheap");
  EXPECT_THAT(Book::group(size).having(size == "dear").pluck(concat(size, "!"), sum(Book::c.price)),
              ElementsAre(std::tuple("dear!", 50)));
  EXPECT_THAT(Book::group(size).order(length(size).desc()).pluck(upper(size)), ElementsAre("CHEAP", "DEAR"));
  EXPECT_THAT(Book::group(size).having(size == "none").pluck(size), IsEmpty());
  const auto letters = length(Book::c.title);
  EXPECT_THAT(Book::group(letters).having(letters < 5).order(letters).pluck(count()), ElementsAre(2, 1))
      << "without values of the program in the key";
  const auto name = concat(Book::c.author(Author::c.name), "?");
  EXPECT_THAT(Book::group(name).having(name.in({"Ann?", "Bea?"})).order(name).pluck(name, maximum(Book::c.price)),
              ElementsAre(std::tuple("Ann?", 30), std::tuple("Bea?", 20)));
  const AnyRelation books("bookshop::Book");
  const Expr key = (attr("price") / 20).expr();
  EXPECT_EQ(books.group({key}).having(attr("price") / 20 == 1).pluck({key, count().expr()}),
            (std::vector<std::vector<Value>>{{Value(1), Value(2)}}));
}

TEST_P(Questions, PathsToTheTargetOfATarget) {
  EXPECT_THAT(Book::order(Book::c.id).pluck(Book::c.author(Author::c.name)),
              ElementsAre("Ann", "Bea", "Ann", std::nullopt));
  const auto country = Book::c.author(Author::c.country(Country::c.name));
  EXPECT_THAT(Book::where(country == "France").order(Book::c.id).pluck(Book::c.title), ElementsAre("One", "Three"));
  EXPECT_THAT(
      Book::order(Book::c.author(Author::c.name).desc().nulls_last(), Book::c.price.desc()).pluck(Book::c.title),
      ElementsAre("Two", "Three", "One", "Lost"));
  EXPECT_THAT(Book::group(country).count(),
              ElementsAre(Pair(std::nullopt, 2), Pair(std::optional<std::string>("France"), 2)));
  EXPECT_THAT(Chapter::where(Chapter::c.book(Book::c.author(Author::c.name)) == "Ann").count(), 5U);
  EXPECT_EQ(Book::where(Book::c.author(Author::c.name).is_null()).sole().title, "Lost");
  EXPECT_EQ(Book::where(country == "France").count(), 2U);
  EXPECT_TRUE(Book::where(country == "France").exists());
}

TEST_P(Questions, APathIsJoinedOnce) {
  ROWAN_NEEDS(raw_sql);
  const auto country = Book::c.author(Author::c.country(Country::c.name));
  const auto sql = Book::where(country == "France").order(Book::c.author(Author::c.name), country).to_sql();
  std::size_t joins = 0;
  for (auto at = sql.find("LEFT JOIN"); at != std::string::npos; at = sql.find("LEFT JOIN", at + 1)) ++joins;
  EXPECT_EQ(joins, 2U) << sql;
}

TEST_P(Questions, PathsInChangesAndPreloads) {
  EXPECT_EQ(Book::where(Book::c.author(Author::c.name) == "Ann").update_all(Book::c.price += 1), 2U);
  EXPECT_EQ(Book::sum(Book::c.price), 67);
  const auto authors = Author::order(Author::c.name)
                           .preload(Author::c.books, Book::where(Book::c.author(Author::c.name) == "Ann")
                                                         .order(Book::c.author(Author::c.name), Book::c.price.desc())
                                                         .limit(1))
                           .load();
  ASSERT_EQ(authors[0].books.size(), 1U);
  EXPECT_EQ(authors[0].books[0].title, "Three");
  EXPECT_EQ(authors[1].books.size(), 0U);
  EXPECT_EQ(Chapter::where(Chapter::c.book(Book::c.author(Author::c.name)) == "Ann").delete_all(), 5U);
}

TEST_P(Questions, TheFirstTargetOfAHasOne) {
  Profile second;
  second.bio = "more";
  second.author = ann_;
  second.save_or_throw();
  EXPECT_THAT(Author::order(Author::c.name).pluck(Author::c.profile(Profile::c.bio)),
              ElementsAre("writes", std::nullopt, std::nullopt));
  EXPECT_EQ(Author::where(Author::c.profile(Profile::c.bio) == "writes").count(), 1U);
  EXPECT_EQ(Book::where(Book::c.author(Author::c.profile(Profile::c.bio)) == "writes").count(), 2U);
}

TEST_P(Questions, ValuesOfAllTargets) {
  const auto c = Author::c;
  EXPECT_THAT(
      Author::order(c.name).pluck(c.name, c.books.count(), c.books.count(Book::c.price > 15),
                                  c.books.sum(Book::c.price), c.chapters.count()),
      ElementsAre(std::tuple("Ann", 2, 1, 40, 5), std::tuple("Bea", 1, 1, 20, 0), std::tuple("Cy", 0, 0, 0, 0)));
  EXPECT_THAT(Author::order(c.books.maximum(Book::c.price).desc().nulls_last()).pluck(c.name),
              ElementsAre("Ann", "Bea", "Cy"));
  EXPECT_THAT(Author::where(c.books.count() == 0).pluck(c.name), ElementsAre("Cy"));
  EXPECT_THAT(
      Author::where(c.books.average(Book::c.price) == 20.0 && c.books.minimum(Book::c.price) < 15).pluck(c.name),
      ElementsAre("Ann"));
  EXPECT_THAT(Author::order(c.name).pluck(c.books.exists(Book::c.price > 25)), ElementsAre(true, false, false));
  EXPECT_THAT(Book::order(Book::c.id).pluck(Book::c.author(c.books.exists(Book::c.price > 25))),
              ElementsAre(true, false, true, false));
  EXPECT_EQ(Book::where(Book::c.author(c.books.count()) == 2).count(), 2U) << "of the target of a path";
  EXPECT_THAT(Author::where(c.books.count(Book::c.author(c.name) == "Ann") > 1).pluck(c.name), ElementsAre("Ann"));
}

TEST_P(Questions, ATargetReachedInTwoWaysCountsOnce) {
  Genre sea, land;
  sea.label = "sea";
  land.label = "land";
  for (Book& book : Book::where(Book::c.author == ann_)) {
    book.genres.link(sea);
    if (book.price == 30) book.genres.link(land);
  }
  EXPECT_THAT(Book::order(Book::c.id).pluck(Book::c.genres.count()), ElementsAre(1, 0, 2, 0));
  EXPECT_EQ(Genre::order(Genre::c.label).pluck(Genre::c.books.sum(Book::c.price)), std::vector<std::int64_t>({30, 40}));
  const auto first = Chapter::order(Chapter::c.id).take();
  EXPECT_THAT(Chapter::where(Chapter::c.id == first->id).pluck(Chapter::c.genres.count()), ElementsAre(1));
}

TEST_P(Questions, QueriesAmongValues) {
  const auto french = Author::where(Author::c.country == "fr");
  EXPECT_THAT(Book::where(Book::c.author.in(french.select(Author::c.id))).order(Book::c.id).pluck(Book::c.title),
              ElementsAre("One", "Three"));
  EXPECT_THAT(Book::where(Book::c.author.not_in(french.select(Author::c.id))).pluck(Book::c.title), ElementsAre("Two"));
  EXPECT_THAT(Author::where(Author::c.id.not_in(Book::select(Book::c.author))).pluck(Author::c.name), ElementsAre("Cy"))
      << "a NULL among them is not looked for";
  const auto mean = Book::select(average(Book::c.price)).as_value();
  EXPECT_THAT(Book::where(Book::c.price > mean).order(Book::c.id).pluck(Book::c.title), ElementsAre("Two", "Three"));
  const auto dearest = Book::order(Book::c.price.desc()).limit(2).select(Book::c.id);
  EXPECT_THAT(Book::where(Book::c.id.in(dearest)).order(Book::c.id).pluck(Book::c.title), ElementsAre("Two", "Three"));
}

TEST_P(Questions, RowsOnceAndInAnyOrder) {
  EXPECT_THAT(Book::order(Book::c.author.asc().nulls_first()).select(Book::c.author).distinct().rows(),
              ElementsAre(std::nullopt, ann_.id, bea_.id));
  EXPECT_EQ(Book::order(rowan::random()).pluck(Book::c.id).size(), 4U);
  EXPECT_EQ(Book::select(Book::c.author(Author::c.name)).distinct().rows().size(), 3U);
  EXPECT_THAT([&] { return Book::distinct().order(length(Book::c.title)).load(); },
              ::testing::ThrowsMessage<QueryError>(HasSubstr("distinct() on Book puts equal rows together")));
}

TEST_P(Questions, TheFirstOfEach) {
  const auto dearest =
      Book::order(Book::c.author.asc().nulls_first(), Book::c.price.desc()).distinct_on(Book::c.author);
  if (!db.dialect().can().distinct_on) {
    EXPECT_THAT(message_of<Unsupported>([&] { (void)dearest.load(); }), HasSubstr("has no DISTINCT ON"));
    return;
  }
  EXPECT_THAT(dearest.pluck(Book::c.title), ElementsAre("Lost", "Three", "Two"));
  EXPECT_THAT(dearest.offset(1).limit(1).pluck(Book::c.title), ElementsAre("Three"));
  EXPECT_EQ(dearest.count(), 3U);
  EXPECT_EQ(dearest.where(Book::c.price < 30).load()[1].title, "One");
}

TEST_P(Questions, LocksTheRowsAskedForAndNotThoseThatAPathLeadsTo) {
  const auto& can = db.dialect().can();
  const auto of_ann = Book::where(Book::c.author(Author::c.name) == "Ann").lock(lock::update, lock::nowait);
  if (can.row_locks && !can.locks_of_one_table) {
    const auto locked = [&] { db.transaction([&] { (void)of_ann.load(); }); };
    EXPECT_THAT(message_of<Unsupported>(locked), HasSubstr("ask with is() or matches()"));
    return;
  }
  Database other = connect(GetParam().url(dir()), {.make_default = false});
  db.transaction([&] {
    EXPECT_EQ(of_ann.load().size(), 2U);
    if (!can.row_locks) return;
    std::thread([&] {
      other.transaction([&] {
        EXPECT_EQ(Author::on(other).lock(lock::update, lock::nowait).find(ann_.id).name, "Ann");
        const auto free = Book::on(other).order(Book::c.title).lock(lock::update, lock::skip_locked).load();
        EXPECT_EQ(free.size(), 2U);
      });
    }).join();
  });
}

TEST_P(Questions, TheSameByName) {
  const AnyRelation books("bookshop::Book");
  EXPECT_EQ(books.where(attr("author.name") == "Ann").count(), 2U);
  EXPECT_EQ(books.where(attr("author.country.name") == "France").order({attr("author.name"), attr("id")}).count(), 2U);
  EXPECT_EQ(books.value(sum(attr("price")).expr()).as_int64(), 65);
  EXPECT_EQ(books.group({attr("author.name").asc().expr})
                .having(count() > 1)
                .pluck({attr("author.name").asc().expr, count().expr()}),
            (std::vector<std::vector<Value>>{{Value("Ann"), Value(2)}}));
  const AnyRelation authors("bookshop::Author");
  EXPECT_EQ(authors.where(attr("books").count() > 1).count(), 1U);
  EXPECT_EQ(authors.where(attr("books").count(attr("price") > 15) == 1).count(), 2U);
  EXPECT_EQ(authors.where(attr("books").aggregate(AggregateFunction::sum, "price") == 40).count(), 1U);
  EXPECT_EQ(books.pluck({"title"}).size(), 4U);
}

TEST_P(Questions, WhatMakesNoSenseIsRefused) {
  const auto refused = [](const auto& query) { return message_of<QueryError>(query); };
  EXPECT_THAT(refused([] { return Book::where(count() > 1).load(); }),
              HasSubstr("count() is of many rows and has no place in where() of Book"));
  EXPECT_THAT(
      refused([] { return Book::group(Book::c.author).pluck(Book::c.title); }),
      HasSubstr("Book.title has a value in each row, but select() is about groups of rows: add it to group(…)"));
  EXPECT_THAT(refused([] { return Book::group(Book::c.author).order(Book::c.price).pluck(Book::c.author); }),
              HasSubstr("Book.price has a value in each row, but order() is about groups"));
  EXPECT_THAT(refused([] { return Book::where(attr("author.nam") == "x").load(); }), HasSubstr("name"));
  EXPECT_THAT(refused([] { return Book::where(attr("auther.name") == "x").load(); }), HasSubstr("author"));
  EXPECT_THAT(refused([] { return Author::where(attr("books.title") == "x").load(); }),
              HasSubstr("Author.books is a has_many, of whose targets there may be many"));
  EXPECT_THAT(refused([] { return Book::where(attr("author").count() > 1).load(); }), HasSubstr("has one target"));
  EXPECT_THAT(refused([] { return AnyRelation("bookshop::Book").having(count() > 1).count(); }),
              HasSubstr("having(…) on Book asks groups, and there are none"));
  EXPECT_THAT(refused([] { return AnyRelation("bookshop::Book").value(sum(attr("title")).expr()); }),
              HasSubstr("Book.title is text; sum() takes integers, decimals and doubles only"));
}

TEST_P(Questions, AskedAgainTheyCompileNothing) {
  const auto ask = [](std::int32_t price) {
    const auto size = when(Book::c.price > price, "dear").otherwise("cheap");
    return Book::where(Book::c.author(Author::c.books.count(Book::c.price > price)) > 0)
        .group(size)
        .order(size)
        .pluck(size, count());
  };
  EXPECT_THAT(ask(25), ElementsAre(std::tuple("cheap", 1), std::tuple("dear", 1)));
  EXPECT_THAT(ask(5), ElementsAre(std::tuple("dear", 3))) << "with its own values";
}

INSTANTIATE_TEST_SUITE_P(Databases, Questions, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
