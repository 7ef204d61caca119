// Queries over several models, over the rows of other queries, and over trees: the same rows on every database.
#include <map>

#include "contract/bookshop_test.hpp"

namespace rowan::contract {
namespace {

using bookshop::Author;
using bookshop::Book;
using bookshop::Chapter;
using bookshop::Country;
using bookshop::Genre;
using bookshop::Person;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

using Texts = std::vector<std::string>;

/// Ann of France with books for 10 and 30, of two chapters and none, Bea with one for 20, Cy of France with none; one
/// book without author. The dear books are of the genre "deep", which the book for 30 shares with "odd".
class Joins : public BookshopTest {
 protected:
  Joins() : ann_(author("Ann")), bea_(author("Bea")), cy_(author("Cy")) {
    Country france;
    france.code = "fr";
    france.name = "France";
    france.save_or_throw();
    ann_.country = france;
    ann_.save_or_throw();
    cy_.country = france;
    cy_.save_or_throw();
    Genre deep, odd;
    deep.label = "deep";
    deep.save_or_throw();
    odd.label = "odd";
    odd.save_or_throw();
    book("One", 10, &ann_, 2);
    Book two = book("Two", 20, &bea_, 0);
    Book three = book("Three", 30, &ann_, 0);
    book("Lost", 5, nullptr, 1);
    two.genres.link(deep);
    three.genres.link(deep);
    three.genres.link(odd);
  }
  Author ann_, bea_, cy_;
};

TEST_P(Joins, GiveTuplesOfRecords) {
  Texts found;
  EXPECT_QUERY_COUNT(1) {
    for (auto& [writer, written] : Author::join(Author::c.books).order(Book::c.price))
      found.push_back(writer.name + " " + written.title);
  }
  EXPECT_THAT(found, ElementsAre("Ann One", "Bea Two", "Ann Three"));
}

TEST_P(Joins, RecordsAreAsLoadedByThemselves) {
  auto rows = Author::join(Author::c.books).where(Book::c.title == "Two").load();
  ASSERT_EQ(rows.size(), 1U);
  auto [writer, written] = rows[0];
  EXPECT_FALSE(written.changed());
  written.price = 21;
  writer.name = "Beatrix";
  EXPECT_TRUE(written.save());
  EXPECT_TRUE(writer.save());
  EXPECT_EQ(Book::find_by(Book::c.title == "Two")->price, 21);
  EXPECT_EQ(Author::find(bea_.id).name, "Beatrix");
  EXPECT_EQ(written.author->name, "Beatrix") << "its handles load";
}

TEST_P(Joins, LeftJoinsKeepRowsWithoutATarget) {
  Texts found;
  for (auto& [writer, written] : Author::left_join(Author::c.books).order(Author::c.name, Book::c.price)) {
    found.push_back(writer.name + " " + (written == nullptr ? "-" : written->title));
  }
  EXPECT_THAT(found, ElementsAre("Ann One", "Ann Three", "Bea Two", "Cy -"));
  found.clear();
  for (auto& [writer, written] : Author::left_join(Author::c.books, Book::c.price > 15).order(Author::c.name))
    found.push_back(writer.name + " " + (written == nullptr ? "-" : written->title));
  EXPECT_THAT(found, ElementsAre("Ann Three", "Bea Two", "Cy -")) << "a condition of the join hides targets only";
}

TEST_P(Joins, ConditionsSpeakOfAllModels) {
  const auto both = Author::join(Author::c.books);
  EXPECT_EQ(both.where(Author::c.name == "Ann" && Book::c.price > 15).count(), 1U);
  EXPECT_EQ(both.where(Author::c.name == "Bea" || Book::c.price == 10).count(), 2U);
  EXPECT_EQ(both.where(!(Author::c.name == "Ann")).where(attr("books.price") > 15).count(), 1U);
  EXPECT_EQ(both.where(Author::c.country(Country::c.name) == "France").count(), 2U) << "a path beside the join";
  EXPECT_EQ(both.where(Book::c.chapters.some(Chapter::c.number == 2)).count(), 1U);
  EXPECT_EQ(both.where(Book::c.chapters.count() == 0).count(), 2U);
  EXPECT_TRUE(both.where(Book::c.price > 25).exists());
  EXPECT_FALSE(both.where(Book::c.price > 35).exists());
  EXPECT_TRUE(both.where(Book::c.price > 35).empty());
}

TEST_P(Joins, AlongSeveralAssociations) {
  const auto rows = Chapter::join(Chapter::c.book).join(Book::c.author).order(Chapter::c.number).load();
  ASSERT_EQ(rows.size(), 2U);
  const auto [last, book, writer] = rows[1];
  EXPECT_EQ(last.heading + " " + book.title + " " + writer.name, "c2 One Ann");
  EXPECT_EQ(Author::join(Author::c.books).join(Book::c.chapters).count(), 2U) << "each way down multiplies once";
  EXPECT_EQ(Chapter::left_join(Chapter::c.book).left_join(Book::c.author).count(), 3U);
  EXPECT_EQ(Author::join(Author::c.country).join(Author::c.books).count(), 2U);
}

TEST_P(Joins, OverAJoinTable) {
  Texts found;
  for (auto& [book, genre] : Book::join(Book::c.genres).order(Book::c.title, Genre::c.label))
    found.push_back(book.title + " " + genre.label);
  EXPECT_THAT(found, ElementsAre("Three deep", "Three odd", "Two deep"));
  found.clear();
  for (auto& [book, genre] : Book::left_join(Book::c.genres, Genre::c.label == "odd").order(Book::c.title))
    found.push_back(book.title + " " + (genre == nullptr ? "-" : genre->label));
  EXPECT_THAT(found, ElementsAre("Lost -", "One -", "Three odd", "Two -"));
  EXPECT_EQ(Author::join(Author::c.chapters).count(), 2U) << "through books";
}

TEST_P(Joins, WithTheModelItselfByAnAlias) {
  Person old, young;
  old.name = "Old";
  old.save_or_throw();
  young.name = "Young";
  young.parent = old;
  young.save_or_throw();
  const auto parent = alias<Person>("elder");
  const auto pairs = Person::join(Person::c.parent, parent).where(parent(Person::c.name) != Person::c.name).load();
  ASSERT_EQ(pairs.size(), 1U);
  EXPECT_EQ(std::get<0>(pairs[0]).name + " " + std::get<1>(pairs[0]).name, "Young Old");
  EXPECT_EQ(Person::join(Person::c.parent, parent).where(attr("elder.name") == "Old").count(), 1U);
  EXPECT_EQ(Person::left_join(Person::c.parent, parent).where(parent(Person::c.id).is_null()).count(), 1U);
}

TEST_P(Joins, ByAConditionOfAnyKind) {
  const auto dearer = alias<Book>("dearer");
  Texts found;
  for (auto& [book, other] : Book::join(dearer, dearer(Book::c.price) > Book::c.price)
                                 .order(Book::c.price)
                                 .order(dearer(Book::c.price))
                                 .limit(3))
    found.push_back(book.title + " " + other.title);
  EXPECT_THAT(found, ElementsAre("Lost One", "Lost Two", "Lost Three"));
}

TEST_P(Joins, GiveValuesAndGroups) {
  const auto all = Author::left_join(Author::c.books);
  EXPECT_THAT(all.where(Author::c.name != "Ann").order(Author::c.name).pluck(Author::c.name, Book::c.title),
              ElementsAre(std::tuple("Bea", std::optional<std::string>("Two")),
                          std::tuple("Cy", std::optional<std::string>())));
  EXPECT_THAT(all.group(Author::c.name).count(Book::c.id), ElementsAre(Pair("Ann", 2), Pair("Bea", 1), Pair("Cy", 0)));
  EXPECT_THAT(all.group(Author::c.name)
                  .having(sum(Book::c.price) > 15)
                  .order(sum(Book::c.price).desc())
                  .select(Author::c.name, sum(Book::c.price))
                  .rows(),
              ElementsAre(std::tuple("Ann", 40), std::tuple("Bea", 20)));
}

TEST_P(Joins, KeepWhatTheRelationHad) {
  const auto rows = Author::where(Author::c.name == "Ann")
                        .preload(Author::c.country)
                        .join(Author::c.books)
                        .order(Book::c.price)
                        .load();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_QUERY_COUNT(0) { EXPECT_EQ(std::get<0>(rows[1]).country->name, "France"); }
  EXPECT_EQ(ann_.books.relation().join(Book::c.chapters).count(), 2U) << "a record's association";
  EXPECT_EQ(Book::find_by(Book::c.title == "Two")->genres.relation().join(Genre::c.books).count(), 2U);
}

TEST_P(Joins, ByName) {
  const auto rows =
      AnyRelation("bookshop::Author").join("books").where(attr("books.price") > 15).order({attr("books.price")});
  EXPECT_EQ(rows.count(), 2U);
  EXPECT_THAT(rows.pluck({"name", "books.title"}), ElementsAre(ElementsAre("Bea", "Two"), ElementsAre("Ann", "Three")));
  EXPECT_EQ(rows.load()[1].get("name"), "Ann");
  EXPECT_EQ(
      AnyRelation("bookshop::Author").join("books").join("books.chapters").where(attr("chapters.number") == 2).count(),
      1U);
  EXPECT_EQ(AnyRelation("bookshop::Author").left_join("books").count(), 4U);
}

TEST_P(Joins, SkipWhatDefaultConditionsHide) {
  const auto shown = add_default_condition<Book>([] { return Book::c.price > 15; });
  EXPECT_EQ(Author::join(Author::c.books).count(), 2U);
  EXPECT_EQ(Author::left_join(Author::c.books).where(Book::c.id.is_null()).count(), 1U);
  EXPECT_EQ(Author::all().unscoped().join(Author::c.books).count(), 3U);
}

TEST_P(Joins, RefuseWhatHasNoOneMeaning) {
  EXPECT_THAT(refusal([] { return Book::join(Book::c.genres).join(Book::c.chapters).count(); }),
              HasSubstr("Book.chapters is the second to-many join beside \"genres\""));
  EXPECT_THAT(refusal([] { return Author::join(Author::c.books).where(attr("bocks.price") > 1).count(); }),
              HasSubstr("bocks"));
  const auto a = alias<Book>("a"), b = alias<Book>("b");
  EXPECT_THAT(refusal([&] {
                return Author::join(a, a(Book::c.author) == Author::c.id)
                    .join(b, b(Book::c.author) == Author::c.id)
                    .where(Book::c.price > 1)
                    .count();
              }),
              HasSubstr("Book is ambiguous: the query has it as \"a\", \"b\""));
  EXPECT_THAT(refusal([&] { return Book::all().where(a(Book::c.price > 1)).count(); }),
              HasSubstr("no source of the query is called \"a\""));
  EXPECT_THAT(refusal([&] { return Author::join(a, a(Book::c.id) == 1).join(a, a(Book::c.id) == 1).count(); }),
              HasSubstr("are called \"a\""));
  EXPECT_THAT(refusal([] {
                return Author::join(Author::c.books).group(Author::c.name).select(Author::c.name, Book::c.title).rows();
              }),
              HasSubstr("Book.title has a value in each row"));
  db.transaction([&] {
    EXPECT_THAT(refusal([] { return Author::all().lock().join(Author::c.books).load().size(); }),
                HasSubstr("lock() on Author"));
  });
}

TEST_P(Joins, DefaultConditionsHoldForThePathsOfAnAlias) {
  const auto other = alias<Book>("other");
  const auto pairs = Book::join(Book::c.author).join(other, other(Book::c.price) != Book::c.price);
  EXPECT_EQ(pairs.where(other(Book::c.author(Author::c.name) == "Ann")).where(Book::c.title == "Two").count(), 2U);
  const auto shown = add_default_condition<Author>([] { return Author::c.name != "Ann"; });
  EXPECT_EQ(pairs.count(), 3U) << "of the book by Bea";
  EXPECT_EQ(pairs.where(other(Book::c.author(Author::c.name) == "Ann")).count(), 0U) << "the joined author is not it";
  EXPECT_EQ(pairs.where(attr("other.author.name") == "Ann").count(), 0U);
}

TEST_P(Joins, ConditionsOfAJoinByAliasTakeNoPathOfIt) {
  const auto a = alias<Book>("a");
  EXPECT_THAT(refusal([&] { return Author::join(a, a(Book::c.author(Author::c.name)) == Author::c.name).count(); }),
              HasSubstr("the condition of the join \"a\" asks what its own rows refer to"));
  EXPECT_EQ(
      Author::join(a, a(Book::c.author) == Author::c.id && Author::c.country(Country::c.name) == "France").count(), 2U)
      << "a path of rows before it";
}

TEST_P(Joins, GroupsByAJoinedModelAreAskedAgain) {
  const auto titles = Author::join(Author::c.books).group(Book::c.title);
  EXPECT_THAT(titles.having(Book::c.title != "One").count(), UnorderedElementsAre(Pair("Three", 1), Pair("Two", 1)));
  EXPECT_THAT(titles.having(Book::c.title == "One" || sum(Book::c.price) > 25).count(),
              UnorderedElementsAre(Pair("Three", 1), Pair("One", 1)));
  EXPECT_THAT(titles.order(lower(Book::c.title).desc()).select(Book::c.title).rows(),
              ElementsAre("Two", "Three", "One"));
  const auto a = alias<Book>("a");
  EXPECT_THAT(Author::join(Author::c.books, a).group(a(Book::c.title)).having(a(Book::c.title != "One")).count(),
              UnorderedElementsAre(Pair("Three", 1), Pair("Two", 1)));
  EXPECT_THAT(refusal([&] { return titles.having(Book::c.price > 1).count().size(); }),
              HasSubstr("Book.price has a value in each row"));
}

TEST_P(Joins, DistinctIsOfWhatIsGiven) {
  const auto writers = AnyRelation("bookshop::Author").join("books").distinct();
  EXPECT_EQ(writers.load().size(), 2U) << "each writer once";
  EXPECT_EQ(writers.count(), 2U);
  EXPECT_EQ(Author::all().distinct().join(Author::c.books).count(), 3U) << "tuples are of both";
  EXPECT_EQ(Author::all().distinct().join(Author::c.books).load().size(), 3U);
}

TEST_P(Joins, ValuesAreNoPartOfTheTuples) {
  const auto sales = Book::where(Book::c.author.is_not_null())
                         .group(Book::c.author)
                         .select(Book::c.author, sum(Book::c.price))
                         .as_table("sales");
  Texts found;
  for (auto& [writer, book] :
       Author::join(sales, sales.value<0>() == Author::c.id).join(Author::c.books).order(Book::c.price))
    found.push_back(writer.name + " " + book.title);
  EXPECT_THAT(found, ElementsAre("Ann One", "Bea Two", "Ann Three"));
}

TEST_P(Joins, RefuseToStreamWhatMayComeTwice) {
  const auto visited = [](const auto& rows) {
    std::size_t count = 0;
    rows.find_each(
        [&](const auto&) {
          ++count;
          return true;
        },
        1);
    return count;
  };
  const auto writers = AnyRelation("bookshop::Author").join("books");
  EXPECT_THAT(refusal([&] { return visited(writers); }), HasSubstr("Author can't be streamed with a join"));
  EXPECT_EQ(visited(writers.distinct()), 2U);
  const auto cheap = Book::where(Book::c.price < 15), middle = Book::where(Book::c.price.between(10, 20));
  EXPECT_THAT(refusal([&] { return visited(cheap.union_all(middle)); }), HasSubstr("union_all()"));
  EXPECT_THAT(refusal([&] { return visited(cheap.union_all(middle).where(Book::c.price > 5).as_table()); }),
              HasSubstr("union_all()"));
  EXPECT_EQ(visited(cheap.union_all(middle).distinct()), 3U);
  EXPECT_EQ(visited(cheap.union_with(middle)), 3U);
}

TEST_P(Joins, UnionsOfRelations) {
  const auto cheap = Book::where(Book::c.price < 15), middle = Book::where(Book::c.price.between(10, 20));
  const auto titles = [](const Relation<Book>& books) { return books.order(Book::c.price).pluck(Book::c.title); };
  EXPECT_THAT(titles(cheap.union_with(middle)), ElementsAre("Lost", "One", "Two"));
  EXPECT_THAT(titles(cheap.union_all(middle)), ElementsAre("Lost", "One", "One", "Two"));
  EXPECT_THAT(titles(cheap.intersect(middle)), ElementsAre("One"));
  EXPECT_THAT(titles(cheap.except(middle)), ElementsAre("Lost"));
  EXPECT_THAT(titles(cheap.union_with(middle).except(cheap).union_with(cheap.limit(1).order(Book::c.price))),
              ElementsAre("Lost", "Two"))
      << "a limit of one of them is its own";
}

TEST_P(Joins, UnionsAreRelations) {
  const auto both = Book::where(Book::c.title == "One").union_with(Book::where(Book::c.title == "Two"));
  EXPECT_EQ(both.count(), 2U);
  EXPECT_EQ(both.where(Book::c.price > 15).count(), 1U);
  EXPECT_TRUE(both.exists());
  EXPECT_EQ(both.order(Book::c.price.desc()).first()->title, "Two");
  EXPECT_EQ(both.sum(Book::c.price), 30);
  EXPECT_EQ(both.where(Book::c.author(Author::c.name) == "Bea").sole().title, "Two");
  EXPECT_EQ(both.join(Book::c.author).count(), 2U);
  EXPECT_EQ(both.preload(Book::c.chapters).where(Book::c.title == "One").load().front().chapters.size(), 2U);
  EXPECT_THAT(Author::where(Author::c.id.in(both.select(Book::c.author))).order(Author::c.name).pluck(Author::c.name),
              ElementsAre("Ann", "Bea"));
  EXPECT_FALSE(both.find_if(Book::find_by(Book::c.title == "Three")->id).has_value()) << "a key of another row";
  EXPECT_EQ(both.where(Book::c.price > 15).update_all(Book::c.price = 50), 1U);
  EXPECT_EQ(Book::find_by(Book::c.title == "Two")->price, 50);
  book("New", 1, nullptr, 0);
  EXPECT_EQ(Book::where(Book::c.title == "New").union_with(Book::where(Book::c.price > 100)).delete_all(), 1U);
}

TEST_P(Joins, UnionsOfValues) {
  const auto names = Author::select(Author::c.name).union_with(Genre::select(Genre::c.label));
  EXPECT_THAT(names.order(names.value<0>().desc()).limit(3).rows(), ElementsAre("odd", "deep", "Cy"));
  EXPECT_EQ(names.count(), 5U);
  EXPECT_THAT(names.where(names.value<0>().starts_with("A")).rows(), ElementsAre("Ann"));
  const auto dear = Book::where(Book::c.price > 15).select(Book::c.price), prices = Book::select(Book::c.price);
  EXPECT_THAT(prices.except(dear).rows(), UnorderedElementsAre(10, 5));
  EXPECT_THAT(prices.intersect(dear).union_all(dear).rows(), UnorderedElementsAre(20, 30, 20, 30));
}

TEST_P(Joins, RefuseToPutDifferentTypesTogether) {
  const auto name = Author::select(attr("name"));
  const auto price = Book::select(attr("price"));
  EXPECT_THAT(refusal([&] { return name.union_with(price).rows(); }),
              HasSubstr("union_with() on Author: the value is text in one query and int32 in another"));
  db.transaction([&] {
    EXPECT_THAT(refusal([] { return Book::all().lock().union_with(Book::all()).count(); }),
                HasSubstr("lock() on Book"));
  });
}

TEST_P(Joins, QueriesAsTables) {
  const auto dearest = Book::order(Book::c.price.desc()).limit(3).as_table();
  EXPECT_THAT(dearest.where(Book::c.title.contains("o")).order(Book::c.price).pluck(Book::c.title), ElementsAre("Two"));
  const auto sales = Book::where(Book::c.author.is_not_null())
                         .group(Book::c.author)
                         .select(Book::c.author, sum(Book::c.price))
                         .as_table("sales");
  EXPECT_THAT(sales.where(sales.value<1>() > 30).rows(), ElementsAre(std::tuple(ann_.id, 40)));
  EXPECT_EQ(sales.select(maximum(sales.value<1>())).rows().front(), 40);
  const auto writers = Author::join(sales, sales.value<0>() == Author::c.id).order(sales.value<1>());
  EXPECT_THAT(writers.pluck(Author::c.name, sales.value<1>()),
              ElementsAre(std::tuple("Bea", 20), std::tuple("Ann", 40)));
  Texts found;
  for (auto& [writer] : writers) found.push_back(writer.name);
  EXPECT_THAT(found, ElementsAre("Bea", "Ann"));
  EXPECT_THAT(refusal([&] {
                const auto unnamed = Book::select(Book::c.id).as_table();
                return Author::join(unnamed, unnamed.value<0>() == Author::c.id).count();
              }),
              HasSubstr("has no name"));
}

/// Root over two children, the first of them over a grandchild; beside them a person alone.
class Trees : public Joins {
 protected:
  Trees() {
    for (const char* name : {"root", "left", "right", "leaf", "alone"}) {
      Person& made = people_[name];
      made.name = name;
      if (made.name == "left" || made.name == "right") made.parent = people_["root"];
      if (made.name == "leaf") made.parent = people_["left"];
      made.save_or_throw();
    }
  }
  static Texts names(const Relation<Person>& people) { return people.order(Person::c.name).pluck(Person::c.name); }
  std::map<std::string, Person> people_;
};

TEST_P(Trees, AncestorsAndDescendants) {
  EXPECT_THAT(names(people_["leaf"].ancestors(Person::c.parent)), ElementsAre("left", "root"));
  EXPECT_THAT(names(people_["root"].descendants(Person::c.children)), ElementsAre("leaf", "left", "right"));
  EXPECT_THAT(names(people_["root"].descendants(Person::c.children, 1)), ElementsAre("left", "right"));
  EXPECT_THAT(names(people_["leaf"].ancestors(Person::c.parent, 1)), ElementsAre("left"));
  EXPECT_THAT(names(people_["alone"].descendants(Person::c.children)), IsEmpty());
  EXPECT_THAT(names(Person().descendants(Person::c.children)), IsEmpty()) << "a new record has none";
  EXPECT_QUERY_COUNT(1) {
    EXPECT_EQ(people_["root"].descendants(Person::c.children).where(Person::c.name != "leaf").count(), 2U);
  }
}

TEST_P(Trees, CirclesEnd) {
  people_["root"].parent = people_["leaf"];
  people_["root"].save_or_throw();
  EXPECT_THAT(names(people_["left"].ancestors(Person::c.parent)), ElementsAre("leaf", "left", "root"));
  EXPECT_THAT(names(people_["root"].descendants(Person::c.children, 9)), ElementsAre("leaf", "left", "right", "root"));
  people_["left"].friends.link(people_["alone"]);
  people_["alone"].friends.link(people_["right"]);
  EXPECT_THAT(names(people_["left"].descendants(Person::c.friends)), ElementsAre("alone", "right"));
}

TEST_P(Trees, CanBeChangedAtOnce) {
  EXPECT_EQ(people_["left"].descendants(Person::c.children).update_all(Person::c.name = "moved"), 1U);
  EXPECT_EQ(Person::find(people_["leaf"].id).name, "moved");
  const auto shown = add_default_condition<Person>([] { return Person::c.name != "left"; });
  EXPECT_THAT(names(people_["root"].descendants(Person::c.children)), ElementsAre("right"));
}

TEST_P(Trees, HideWhatIsHiddenWhenTheyAreAsked) {
  const auto below = people_["root"].descendants(Person::c.children);
  std::string hidden = "left";
  const auto shown = add_default_condition<Person>([&] { return Person::c.name != hidden; });
  EXPECT_THAT(names(below), ElementsAre("right")) << "a condition that came after the relation";
  hidden = "right";
  EXPECT_THAT(names(below), ElementsAre("leaf", "left"));
  EXPECT_THAT(names(below.unscoped()), ElementsAre("leaf", "left", "right"));
  EXPECT_EQ(below.unscoped().count(), 3U);
  EXPECT_EQ(Person::all().merge(below).count(), 2U);
}

INSTANTIATE_TEST_SUITE_P(Databases, Joins, ::testing::ValuesIn(databases()), database_name);
INSTANTIATE_TEST_SUITE_P(Databases, Trees, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
