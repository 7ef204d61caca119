// A query asked otherwise: for other values, within a join, and for about how many rows there are.
#include "contract/bookshop_test.hpp"

namespace rowan::contract {
namespace {

using bookshop::Author;
using bookshop::Book;
using bookshop::Chapter;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Ann with books for 10 and 30, Bea with one for 20; one for 40 without author. Two chapters in each but the last.
class AskedOtherwise : public BookshopTest {
 protected:
  AskedOtherwise() : ann_(author("Ann")), bea_(author("Bea")) {
    book("One", 10, &ann_, 2);
    book("Two", 20, &bea_, 2);
    book("Three", 30, &ann_, 2);
    book("Lost", 40, nullptr);
  }
  Author ann_, bea_;
};

TEST_P(AskedOtherwise, ForOtherValues) {
  const auto titles = Book::where(Book::c.price > 10).order(Book::c.price.desc()).limit(2).select(Book::c.title);
  EXPECT_THAT(titles.reselect(Book::c.price).rows(), ElementsAre(40, 30));
  EXPECT_THAT(titles.reselect(Book::c.title, Book::c.price / 10).rows(),
              ElementsAre(std::tuple("Lost", 4), std::tuple("Three", 3)));
  EXPECT_EQ(titles.reselect(sum(Book::c.price)).first(), 70);
  EXPECT_THAT(titles.rows(), ElementsAre("Lost", "Three")) << "a query of its own";
  const auto groups = Book::where(Book::c.author.is_not_null()).group(Book::c.author).order(Book::c.author);
  const auto counts = groups.select(count());
  EXPECT_THAT(counts.rows(), ElementsAre(2, 1));
  EXPECT_THAT(counts.reselect(Book::c.author, maximum(Book::c.price)).rows(),
              ElementsAre(std::tuple(ann_.id, 30), std::tuple(bea_.id, 20)));
  EXPECT_EQ(Book::all().distinct().select(Book::c.author).reselect(Book::c.id).rows().size(), 4);
}

TEST_P(AskedOtherwise, RelationsOfEachModelWithinAJoin) {
  const auto dear = Book::where(Book::c.price > 15).order(Book::c.price.desc());
  const auto named = Author::where(Author::c.name != "Cy").order(Author::c.name);
  const auto pairs = Author::join(Author::c.books);
  EXPECT_THAT(pairs.merge(dear).pluck(Author::c.name, Book::c.title),
              ElementsAre(std::tuple("Ann", "Three"), std::tuple("Bea", "Two")));
  EXPECT_THAT(pairs.merge(named).merge(dear).pluck(Book::c.title), ElementsAre("Three", "Two"));
  EXPECT_EQ(pairs.merge(dear).count(), 2);
  EXPECT_THAT(pairs.merge(ann_.books.all()).order(Book::c.title).pluck(Book::c.title), ElementsAre("One", "Three"));
  EXPECT_THAT(pairs.merge(Book::none()).pluck(Book::c.title), IsEmpty());
  EXPECT_EQ(named.where(Author::c.name == "Bea").merge(pairs).count(), 1) << "the other way about";
  const auto other = alias<Book>("other");
  const auto twins = Book::join(other, other(Book::c.author) == Book::c.author && other(Book::c.id) != Book::c.id);
  EXPECT_THAT(twins.merge(other, dear).pluck(Book::c.title), ElementsAre("One")) << "whose twin is dear";
  EXPECT_THAT(twins.merge(dear).pluck(Book::c.title), ElementsAre("Three"));
  const auto left = Author::left_join(Author::c.books, Book::c.price > 25);
  EXPECT_EQ(left.merge(Book::where(Book::c.id.is_null())).count(), 1);
}

TEST_P(AskedOtherwise, WhatAJoinCantTakeOverIsRefused) {
  const auto pairs = Author::join(Author::c.books);
  const auto refused = [&](const Relation<Book>& books) { return refusal([&] { (void)pairs.merge(books); }); };
  EXPECT_THAT(refused(Book::all().limit(1)), HasSubstr("has a limit"));
  EXPECT_THAT(refused(Book::all().distinct()), HasSubstr("distinct()"));
  EXPECT_THAT(refused(Book::all().lock()), HasSubstr("lock()"));
  EXPECT_THAT(refused(Book::all().as_table()), HasSubstr("other queries"));
  EXPECT_THAT(refused(Book::unscoped()), HasSubstr("default conditions"));
  EXPECT_THAT(refused(Book::preload(Book::c.chapters)), HasSubstr("a preload"));
  const auto twice = pairs.join(Book::c.author, alias<Author>("writer"));
  EXPECT_EQ(twice.merge(Author::where(Author::c.name == "Bea")).count(), 1) << "the query's own";
}

TEST_P(AskedOtherwise, ForTheFirstTargetsOfEachOwner) {
  const Author cy = author("Cy");
  const auto dearest = Book::order(Book::c.price.desc()).limit(1);
  std::vector<std::string> found;
  for (auto& [writer, book] : Author::join(Author::c.books, dearest).order(Author::c.name))
    found.push_back(writer.name + ": " + book.title);
  EXPECT_THAT(found, ElementsAre("Ann: Three", "Bea: Two"));
  const auto second = Book::order(Book::c.price.desc()).offset(1).limit(1);
  EXPECT_THAT(Author::join(Author::c.books, second).pluck(Book::c.title), ElementsAre("One"));
  const auto cheap = Book::where(Book::c.price < 15);
  EXPECT_THAT(Author::left_join(Author::c.books, cheap).order(Author::c.name).pluck(Author::c.name, Book::c.title),
              ElementsAre(std::tuple("Ann", "One"), std::tuple("Bea", std::nullopt), std::tuple("Cy", std::nullopt)));
  const auto left = Author::left_join(Author::c.books, cheap.limit(1)).order(Author::c.name);
  EXPECT_EQ(left.count(), 3) << "a limit is of the rows that the condition leaves";
  const auto chapters = Author::join(Author::c.books, dearest).join(Book::c.chapters, Chapter::all().limit(1));
  EXPECT_EQ(chapters.where(Chapter::c.heading == "c1").count(), 2);
  EXPECT_EQ(chapters.merge(Author::where(Author::c.id == cy.id)).count(), 0);
  EXPECT_EQ(Book::join(Book::c.author, Author::where(Author::c.name == "Ann")).count(), 2);
  EXPECT_EQ(Author::join(Author::c.books, Book::all().limit(2)).count(), 3);
  EXPECT_EQ(Author::join(Author::c.books, Book::all().limit(0)).count(), 0);
  EXPECT_THAT(refusal([&] { (void)Book::join(Book::c.genres, bookshop::Genre::all().limit(1)); }),
              HasSubstr("preload() it with a limit"));
  EXPECT_THAT(refusal([&] { (void)Author::join(Author::c.books, dearest.as_table()); }), HasSubstr("other sources"));
}

TEST_P(AskedOtherwise, AboutHowManyRowsThereAre) {
  EXPECT_GT(Book::estimated_count(), 0U);
  EXPECT_EQ(bookshop::Genre::estimated_count(), 0U);
  std::vector<Author> many(500);
  for (std::size_t i = 0; i < many.size(); ++i) many[i].name = "author " + std::to_string(i);
  Author::insert_all(many);
  const std::string speaks(db.dialect().name());
  if (speaks == "postgresql") db.execute("ANALYZE authors");
  if (speaks == "mariadb" || speaks == "mysql") db.execute("ANALYZE TABLE authors");
  EXPECT_GT(Author::estimated_count(), 250U);
  EXPECT_LT(Author::estimated_count(), 1000U);
  EXPECT_EQ(Author::all().on(db).estimated_count(), Author::estimated_count());
  const auto hidden = add_default_condition<Author>([] { return Author::c.name == "Ann"; });
  EXPECT_GT(Author::estimated_count(), 250U) << "of the table";
  for (const Relation<Author>& some : {Author::where(Author::c.id > 1), Author::all().limit(3)})
    EXPECT_THAT(refusal([&] { (void)some.estimated_count(); }), HasSubstr("count()"));
}

INSTANTIATE_TEST_SUITE_P(Databases, AskedOtherwise, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
