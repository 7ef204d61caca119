// Window functions: the same values of the rows around a row on every database.
#include "contract/bookshop_test.hpp"

namespace rowan::contract {
namespace {

using bookshop::Author;
using bookshop::Book;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

template <class... Vs>
auto row(Vs... values) {
  return std::tuple<Vs...>(std::move(values)...);
}
using Maybe = std::optional<std::int32_t>;

/// Ann's books for 10, 20, 20 and 40; Bea's for 5 and 30.
class Windows : public BookshopTest {
 protected:
  Windows() {
    Author ann = author("Ann"), bea = author("Bea");
    for (const std::int32_t price : {10, 20, 20, 40}) add(price, ann);
    for (const std::int32_t price : {5, 30}) add(price, bea);
  }
  static void add(std::int32_t price, Author& by) {
    Book made;
    made.title = "t" + std::to_string(Book::count() + 1);
    made.price = price;
    made.author = by;
    made.save_or_throw();
  }
  static Relation<Book> books() { return Book::order(Book::c.author, Book::c.price, Book::c.id); }
  template <class Query>
  static std::string refusal(const Query& query) {
    return message_of<QueryError>([&] { static_cast<void>(query()); });
  }
};

TEST_P(Windows, Rank) {
  const auto by_price = partition_by(Book::c.author).order_by(Book::c.price);
  EXPECT_THAT(books().pluck(Book::c.price, row_number().over(by_price.order_by(Book::c.id)), rank().over(by_price),
                            dense_rank().over(by_price)),
              ElementsAre(row(10, std::int64_t{1}, std::int64_t{1}, std::int64_t{1}),
                          row(20, std::int64_t{2}, std::int64_t{2}, std::int64_t{2}),
                          row(20, std::int64_t{3}, std::int64_t{2}, std::int64_t{2}),
                          row(40, std::int64_t{4}, std::int64_t{4}, std::int64_t{3}),
                          row(5, std::int64_t{1}, std::int64_t{1}, std::int64_t{1}),
                          row(30, std::int64_t{2}, std::int64_t{2}, std::int64_t{2})));
}

TEST_P(Windows, LookAround) {
  const auto by_id = partition_by(Book::c.author).order_by(Book::c.id);
  EXPECT_THAT(books().pluck(lag(Book::c.price).over(by_id), lead(Book::c.price, 2).over(by_id),
                            first_value(Book::c.price).over(by_id)),
              ElementsAre(row(Maybe(), Maybe(20), Maybe(10)), row(Maybe(10), Maybe(40), Maybe(10)),
                          row(Maybe(20), Maybe(), Maybe(10)), row(Maybe(20), Maybe(), Maybe(10)),
                          row(Maybe(), Maybe(), Maybe(5)), row(Maybe(5), Maybe(), Maybe(5))));
  const auto all = by_id.rows_between(unbounded_preceding, unbounded_following);
  EXPECT_THAT(books().pluck(last_value(Book::c.title).over(all)), ElementsAre("t4", "t4", "t4", "t4", "t6", "t6"));
}

TEST_P(Windows, Aggregates) {
  const auto running = order_by(Book::c.id);
  EXPECT_THAT(books().pluck(sum(Book::c.price).over(running)), ElementsAre(10, 30, 50, 90, 95, 125));
  EXPECT_THAT(books().pluck(sum(Book::c.price).over(order_by(Book::c.price))), ElementsAre(15, 55, 55, 125, 5, 85))
      << "rows that are equal in the order are in the frame";
  EXPECT_THAT(books().pluck(sum(Book::c.price).over(running.rows_between(preceding(1), current_row))),
              ElementsAre(10, 30, 40, 60, 45, 35));
  EXPECT_THAT(books().pluck(count().over(running.rows_between(following(1), following(3)))),
              ElementsAre(3, 3, 3, 2, 1, 0));
  EXPECT_THAT(books().pluck(sum(Book::c.price).over(running.rows_between(preceding(3), preceding(2)))),
              ElementsAre(0, 0, 10, 30, 40, 60));
  const auto of_author = partition_by(Book::c.author);
  EXPECT_THAT(books().pluck(maximum(Book::c.price).over(of_author)), ElementsAre(40, 40, 40, 40, 30, 30));
  EXPECT_THAT(books().pluck(average(Book::c.price).over(of_author)), ElementsAre(22.5, 22.5, 22.5, 22.5, 17.5, 17.5));
  EXPECT_THAT(books().pluck(Book::c.price * 100 / sum(Book::c.price).over(of_author)),
              ElementsAre(11, 22, 22, 44, 14, 85));
}

TEST_P(Windows, SeeTheRowsThatTheConditionLeavesAndTheLimitCutsLater) {
  const auto dear = books().where(Book::c.price >= 20);
  EXPECT_THAT(dear.pluck(count().over(partition_by(Book::c.author))), ElementsAre(3, 3, 3, 1));
  EXPECT_THAT(dear.limit(1).pluck(count().over(Over<void>())), ElementsAre(4));
}

TEST_P(Windows, OrderRecords) {
  const auto number = row_number().over(partition_by(Book::c.author).order_by(Book::c.price.desc(), Book::c.id));
  std::vector<std::int32_t> prices;
  for (const Book& book : Book::order(number, Book::c.price)) prices.push_back(book.price);
  EXPECT_THAT(prices, ElementsAre(30, 40, 5, 20, 20, 10));
}

TEST_P(Windows, TheFirstOfEachByATable) {
  const auto number = row_number().over(partition_by(Book::c.author).order_by(Book::c.price.desc(), Book::c.id));
  const auto numbered = Book::select(Book::c.title, number).as_table("numbered");
  EXPECT_THAT(numbered.where(numbered.value<1>() <= 1).order(numbered.value<0>()).select(numbered.value<0>()).rows(),
              ElementsAre("t4", "t6"));
}

TEST_P(Windows, RefuseWhatSeesNoRows) {
  const auto number = row_number().over(order_by(Book::c.id));
  EXPECT_THAT(refusal([&] { return Book::where(number <= 3).load(); }),
              HasSubstr("row_number().over(…) sees the rows that where() of Book leaves"));
  EXPECT_THAT(refusal([&] { return Book::group(Book::c.author).having(number > 1).count(); }), HasSubstr("as_table("));
  EXPECT_THAT(refusal([&] { return Book::group(number).count(); }), HasSubstr("row_number().over(…)"));
  EXPECT_THAT(refusal([&] { return Book::sum(number); }), HasSubstr("row_number().over(…)"));
  EXPECT_THAT(refusal([&] { return Book::pluck(sum(Book::c.price).over(order_by(number))); }), HasSubstr("sum()"));
  EXPECT_THAT(refusal([&] { return Book::pluck(rank().over(partition_by(Book::c.author))); }),
              HasSubstr("say in which order"));
  EXPECT_THAT(
      refusal([&] { return Book::pluck(count().over(order_by(Book::c.id).rows_between(following(1), preceding(1)))); }),
      HasSubstr("ends before it begins"));
}

INSTANTIATE_TEST_SUITE_P(Databases, Windows, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
