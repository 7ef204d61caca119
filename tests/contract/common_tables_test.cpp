// Queries by a name, asked in several places of a statement.
#include "contract/bookshop_test.hpp"

namespace rowan::contract {
namespace {

using bookshop::Author;
using bookshop::Book;
using bookshop::Chapter;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Ann with books for 10 and 30, Bea with one for 20; one for 40 without author. Two chapters in each but the last.
class CommonTables : public BookshopTest {
 protected:
  CommonTables() : ann_(author("Ann")), bea_(author("Bea")) {
    book("One", 10, &ann_, 2);
    book("Two", 20, &bea_, 2);
    book("Three", 30, &ann_, 2);
    book("Lost", 40, nullptr);
  }
  /// The three dearest.
  static CommonRows<Book> dear() { return with("dear", Book::order(Book::c.price.desc()).limit(3)); }
  /// Each author's sum.
  static auto sums() {
    return with(
        "sums",
        Book::where(Book::c.author.is_not_null()).group(Book::c.author).select(Book::c.author, sum(Book::c.price)));
  }
  [[nodiscard]] bool has_sql() const { return !GetParam().name.starts_with("memory"); }
  Author ann_, bea_;
};

TEST_P(CommonTables, AreRelationsOfTheirRecords) {
  const auto rows = dear();
  EXPECT_THAT(each(rows.order(Book::c.price).load(), &Book::title), ElementsAre("Two", "Three", "Lost"));
  EXPECT_EQ(rows.count(), 3);
  EXPECT_EQ(rows.where(Book::c.price < 25).count(), 1) << "of those that the limit left";
  EXPECT_TRUE(rows.exists(Book::c.title == "Two"));
  EXPECT_FALSE(rows.exists(Book::c.title == "One"));
  EXPECT_EQ(rows.first()->title, "Two") << "by the key";
  EXPECT_EQ(rows.order(Book::c.price).last()->title, "Lost");
  EXPECT_EQ(rows.find_by(Book::c.price == 30)->title, "Three");
  EXPECT_EQ(rows.find_if(Book::find_by(Book::c.title == "One")->id), std::nullopt);
  EXPECT_EQ(rows.sum(Book::c.price), 90);
  EXPECT_THAT(rows.order(Book::c.title).limit(2).pluck(Book::c.title, Book::c.author(Author::c.name)),
              ElementsAre(std::tuple("Lost", std::nullopt), std::tuple("Three", "Ann")));
  EXPECT_EQ(rows.group(Book::c.author).count().size(), 3);
}

TEST_P(CommonTables, GiveRecordsThatAreSavedAndPreloaded) {
  auto books = dear().where(Book::c.title == "Three").preload(Book::c.chapters).load();
  ASSERT_EQ(books.size(), 1);
  EXPECT_EQ(books[0].chapters.size(), 2);
  books[0].price = 31;
  books[0].save_or_throw();
  EXPECT_EQ(Book::find_by(Book::c.title == "Three")->price, 31);
}

TEST_P(CommonTables, AreJoined) {
  const auto rows = dear();
  std::vector<std::string> found;
  for (auto& [writer, book] : Author::join(rows, rows(Book::c.author) == Author::c.id).order(Book::c.price)) {
    found.push_back(writer.name + ": " + book.title);
  }
  EXPECT_THAT(found, ElementsAre("Bea: Two", "Ann: Three"));
  const auto last = rows.as("last");
  const auto pairs = rows.join(last, last(Book::c.price) > rows(Book::c.price));
  EXPECT_THAT(pairs.order(rows(Book::c.price), last(Book::c.price)).pluck(rows(Book::c.title), last(Book::c.title)),
              ElementsAre(std::tuple("Two", "Three"), std::tuple("Two", "Lost"), std::tuple("Three", "Lost")));
  const auto unread = Author::left_join(rows, rows(Book::c.author) == Author::c.id && Book::c.price > 25);
  EXPECT_THAT(unread.order(Author::c.name).pluck(Author::c.name, Book::c.title),
              ElementsAre(std::tuple("Ann", "Three"), std::tuple("Bea", std::nullopt)));
}

TEST_P(CommonTables, AreAskedInConditionsAndAgain) {
  const auto rows = dear();
  EXPECT_THAT(
      Author::where(Author::c.id.in(rows.where(Book::c.price < 25).select(Book::c.author))).pluck(Author::c.name),
      ElementsAre("Bea"));
  const auto above = rows.where(Book::c.price > rows.select(average(Book::c.price)).as_value());
  EXPECT_THAT(each(above, &Book::title), ElementsAre("Lost"));
  EXPECT_THAT(each(rows.where(Book::c.price < 25).union_with(rows.where(Book::c.price > 35)).order(Book::c.price),
                   &Book::title),
              ElementsAre("Two", "Lost"));
  if (!has_sql()) return;
  const std::string sql = above.to_sql();
  EXPECT_EQ(sql.find("WITH"), 0) << sql;
  EXPECT_EQ(sql.find("WITH", 1), std::string::npos) << "once, for the whole statement: " << sql;
}

TEST_P(CommonTables, AreOfValues) {
  const auto totals = sums();
  const auto [writer, total] = totals.values();
  EXPECT_THAT(totals.order(total).rows(), ElementsAre(std::tuple(bea_.id, 20), std::tuple(ann_.id, 40)));
  struct Total {
    std::optional<std::int64_t> author;
    std::int64_t sum = 0;
  };
  const auto large = totals.where(total > 30).into<Total>();
  ASSERT_EQ(large.size(), 1);
  EXPECT_EQ(large[0].sum, 40);
  EXPECT_EQ(totals.count(), 2);
  EXPECT_EQ(totals.where(total > 30).count(), 1);
  EXPECT_EQ(totals.select(sum(total)).first(), 60);
  EXPECT_THAT(Author::join(totals, writer == Author::c.id).order(total.desc()).pluck(Author::c.name, total),
              ElementsAre(std::tuple("Ann", 40), std::tuple("Bea", 20)));
  EXPECT_THAT(
      Author::left_join(totals, writer == Author::c.id && total > 30).order(Author::c.name).pluck(coalesce(total, 0)),
      ElementsAre(40, 0));
  const auto more = totals.as("more");
  const auto [other, others_total] = more.values();
  EXPECT_THAT(
      Author::join(totals, writer == Author::c.id).join(more, others_total > total).pluck(Author::c.name, others_total),
      ElementsAre(std::tuple("Bea", 40)));
}

TEST_P(CommonTables, StandOnEachOther) {
  const auto rows = dear();
  const auto of_dear = with("of_dear", Chapter::where(Chapter::c.book.in(rows.select(Book::c.id))));
  EXPECT_EQ(of_dear.count(), 4);
  const auto numbers = with("numbers", of_dear.group(Chapter::c.book).select(Chapter::c.book, count()));
  const auto [of, chapters] = numbers.values();
  const auto both = rows.join(numbers, of == Book::c.id).order(Book::c.price);
  EXPECT_THAT(both.pluck(Book::c.title, chapters), ElementsAre(std::tuple("Two", 2), std::tuple("Three", 2)));
  if (!has_sql()) return;
  const std::string sql = both.to_sql();
  EXPECT_LT(sql.find("dear"), sql.find("of_dear"));
  EXPECT_LT(sql.find("of_dear"), sql.find("numbers"));
  EXPECT_EQ(sql.rfind("WITH"), 0) << sql;
}

TEST_P(CommonTables, AreChangedByTheirRows) {
  const auto rows = dear();
  EXPECT_EQ(rows.where(Book::c.author.is_not_null()).update_all(Book::c.price += 1), 2);
  EXPECT_THAT(Book::order(Book::c.price).pluck(Book::c.price), ElementsAre(10, 21, 31, 40));
  const auto poor = with("poor", Book::where(Book::c.price < 15));
  EXPECT_EQ(Book::where(Book::c.id.in(poor.select(Book::c.id))).update_all(Book::c.title = "poor"), 1);
  EXPECT_EQ(Book::where(Book::c.title == "poor").count(), 1);
  EXPECT_EQ(poor.destroy_all(), 1);
  EXPECT_EQ(Chapter::count(), 4);
  const auto lost = with("lost", Book::where(Book::c.author.is_null()));
  EXPECT_EQ(lost.delete_all(), 1);
  EXPECT_EQ(Book::count(), 2);
  EXPECT_THAT(refusal([] { (void)with("all", Book::all()).delete_all(); }), HasSubstr("everything()"));
}

TEST_P(CommonTables, AreAskedWithOtherValues) {
  for (const int price : {15, 25, 35}) {
    const auto rows = with("above", Book::where(Book::c.price > price));
    const auto below = rows.where(Book::c.price <= price + 10);
    EXPECT_EQ(below.where(Book::c.id.in(rows.select(Book::c.id))).sum(Book::c.price), price + 5);
  }
}

// Where one condition stands in two places first, a kept statement must not take the later values of one for the
// other's.
TEST_P(CommonTables, ShareAConditionWithWhatStandsOnThem) {
  const auto asked = [](const auto& inside, const auto& outside) {
    return with("few", Book::where(inside)).order(Book::c.price).pluck(when(outside, 1).otherwise(0));
  };
  const auto both = Book::c.price < 25;
  EXPECT_THAT(asked(both, both), ElementsAre(1, 1));
  EXPECT_THAT(asked(Book::c.price < 35, Book::c.price < 15), ElementsAre(1, 0, 0));
  EXPECT_THAT(asked(Book::c.price < 15, Book::c.price < 35), ElementsAre(1));
}

TEST_P(CommonTables, ArePagedAndWalked) {
  std::vector<std::string> titles;
  const auto rows = dear();
  for (const Book& book : rows.each(2)) titles.push_back(book.title);
  EXPECT_THAT(titles, ElementsAre("Two", "Three", "Lost"));
  const auto first = rows.order(Book::c.price).page(2);
  EXPECT_THAT(each(rows.order(Book::c.price).after(first.next).load(), &Book::title), ElementsAre("Lost"));
}

TEST_P(CommonTables, HaveTheDefaultConditionsOfTheirQuery) {
  const auto shown = add_default_condition<Book>([] { return Book::c.price > 10; });
  const auto rows = with("priced", Book::where(Book::c.price < 40));
  EXPECT_EQ(rows.count(), 2);
  const auto all = with("priced", Book::where(Book::c.price < 40).unscoped());
  EXPECT_EQ(all.count(), 3);
  EXPECT_EQ(Author::join(all, all(Book::c.author) == Author::c.id).count(), 3);
}

TEST_P(CommonTables, AreRefusedByName) {
  const auto rows = dear();
  const auto others = with("Dear", Book::where(Book::c.price < 15));
  EXPECT_THAT(refusal([&] { (void)rows.where(Book::c.id.in(others.select(Book::c.id))).count(); }),
              HasSubstr("two common tables"));
  const auto hides = with("books", Book::where(Book::c.price < 15));
  EXPECT_THAT(refusal([&] { (void)hides.count(); }), HasSubstr("would hide"));
  EXPECT_THAT(refusal([] { (void)with("", Book::all()); }), HasSubstr("no name"));
  EXPECT_THAT(refusal([] { (void)with("rowan_tree", Book::all()); }), HasSubstr("rowan_"));
  EXPECT_THAT(refusal([] { (void)with(std::string(64, 'x'), Book::all()); }), HasSubstr("63"));
  EXPECT_THAT(refusal([] { (void)with("held", Book::all().lock()); }), HasSubstr("lock"));
  EXPECT_THAT(refusal([&] { (void)rows.depth(); }), HasSubstr("max_depth"));
  EXPECT_THAT(refusal([&] { (void)rows.join(rows, rows(Book::c.id) == Book::c.id).count(); }),
              HasSubstr("two sources"));
  const auto odd = with("a \"name\" with; spaces", Book::where(Book::c.price < 15));
  EXPECT_EQ(odd.count(), 1);
}

INSTANTIATE_TEST_SUITE_P(Databases, CommonTables, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
