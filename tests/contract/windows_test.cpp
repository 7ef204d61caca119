// Window functions: the same values of the rows around a row on every database.
#include "contract/bookshop_test.hpp"

namespace window_values {

class Gauge : public rowan::Model<Gauge> {
 public:
  std::int64_t id{};
  double flow{};
  rowan::Decimal level;
  rowan::Json note;

  ROWAN_MODEL(Gauge, (), (id, flow, level, note))
  static void configure(rowan::ModelBuilder<Gauge>& m) {
    m.table("window_gauges");
    m.attribute(&Gauge::level).precision(38, 1);
  }
};

}  // namespace window_values
ROWAN_REGISTER_MODEL(window_values::Gauge)

namespace rowan::contract {
namespace {

using bookshop::Author;
using bookshop::Book;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using window_values::Gauge;

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
  static bool is_mysql() { return GetParam().name.starts_with("mysql"); }
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
  EXPECT_THAT(dear.limit(1).pluck(count().over()), ElementsAre(4));
}

TEST_P(Windows, Shares) {
  const auto by_price = partition_by(Book::c.author).order_by(Book::c.price);
  EXPECT_THAT(
      books().pluck(percent_rank().over(by_price), cume_dist().over(by_price)),
      ElementsAre(row(0.0, 0.25), row(1 / 3.0, 0.75), row(1 / 3.0, 0.75), row(1.0, 1.0), row(0.0, 0.5), row(1.0, 1.0)));
  EXPECT_THAT(Book::where(Book::c.price == 5).pluck(percent_rank().over(by_price)), ElementsAre(0.0));
  EXPECT_THAT(books().pluck(ntile(4).over(order_by(Book::c.id))), ElementsAre(1, 1, 2, 2, 3, 4));
  EXPECT_THAT(books().pluck(ntile(9).over(order_by(Book::c.id)) * 1000000000),
              ElementsAre(1000000000, 2000000000, 3000000000, 4000000000, 5000000000, 6000000000));
}

TEST_P(Windows, ValuesOfTheFrame) {
  const auto two = order_by(Book::c.id).rows_between(current_row, following(1));
  EXPECT_THAT(books().pluck(nth_value(Book::c.price, 2).over(two), last_value(Book::c.price).over(two)),
              ElementsAre(row(Maybe(20), Maybe(20)), row(Maybe(20), Maybe(20)), row(Maybe(40), Maybe(40)),
                          row(Maybe(5), Maybe(5)), row(Maybe(30), Maybe(30)), row(Maybe(), Maybe(30))));
  const auto none = order_by(Book::c.id).rows_between(following(5), following(6));
  EXPECT_THAT(books().limit(2).pluck(first_value(Book::c.price).over(none), maximum(Book::c.price).over(none),
                                     average(Book::c.price).over(none), sum(Book::c.price).over(none)),
              ElementsAre(row(Maybe(30), Maybe(30), std::optional(30.0), std::int64_t{30}),
                          row(Maybe(), Maybe(), std::optional<double>(), std::int64_t{0})))
      << "of no rows there is no value, and the sum is 0 as elsewhere";
}

TEST_P(Windows, FramesOfValues) {
  const auto near = order_by(Book::c.price).range_between(preceding(10), following(10));
  EXPECT_THAT(Book::order(Book::c.price).pluck(count().over(near)), ElementsAre(2, 4, 4, 4, 4, 2));
  const auto above = order_by(Book::c.price.desc()).range_between(preceding(10), preceding(1));
  EXPECT_THAT(Book::order(Book::c.price).pluck(sum(Book::c.price).over(above)), ElementsAre(10, 40, 30, 30, 40, 0));
  const auto equal = order_by(Book::c.price, Book::c.author).range_between(current_row, current_row);
  EXPECT_THAT(Book::order(Book::c.price).pluck(count().over(equal)), ElementsAre(1, 1, 2, 2, 1, 1));
  EXPECT_THAT(refusal([] {
                return Book::pluck(count().over(order_by(Book::c.title).range_between(preceding(1), current_row)));
              }),
              HasSubstr("order_by(…) such a one"));
}

// A book of nobody is as far from one of Ann as from one of Bea.
TEST_P(Windows, NullsInFramesOfValues) {
  Book::where(Book::c.price == 20).update_all(Book::c.author = std::nullopt);
  const auto order = Book::order(Book::c.author.asc().nulls_first(), Book::c.id);
  const auto near = order_by(Book::c.author.asc().nulls_first()).range_between(preceding(0), following(1));
  EXPECT_THAT(order.pluck(count().over(near)), ElementsAre(2, 2, 4, 4, 2, 2));
  const auto last = order_by(Book::c.author.desc().nulls_last()).range_between(preceding(1), unbounded_following);
  EXPECT_THAT(order.pluck(count().over(last)), ElementsAre(2, 2, 6, 6, 6, 6));
  const auto placed = order_by(Book::c.author.asc().nulls_last()).range_between(preceding(1), current_row);
  if (is_mysql())
    EXPECT_THAT(message_of<Unsupported>([&] { return order.pluck(count().over(placed)); }),
                HasSubstr("take nulls_last() away"));
  else
    EXPECT_THAT(order.pluck(count().over(placed)), ElementsAre(2, 2, 2, 2, 4, 4));
}

TEST_P(Windows, FramesOfGroups) {
  const auto groups = order_by(Book::c.price).groups_between(preceding(1), current_row);
  const auto asked = [&] { return Book::order(Book::c.price).pluck(count().over(groups)); };
  if (is_mysql())
    EXPECT_THAT(message_of<Unsupported>(asked), HasSubstr("has no GROUPS frames, PostgreSQL and SQLite have"));
  else
    EXPECT_THAT(asked(), ElementsAre(1, 2, 3, 3, 3, 2));
}

TEST_P(Windows, CountWhatHolds) {
  const auto of_author = partition_by(Book::c.author);
  EXPECT_THAT(books().pluck(count().filter(Book::c.price >= 20).over(of_author),
                            sum(Book::c.price).filter(Book::c.price < 30).over(of_author)),
              ElementsAre(row(std::int64_t{3}, std::int64_t{50}), row(std::int64_t{3}, std::int64_t{50}),
                          row(std::int64_t{3}, std::int64_t{50}), row(std::int64_t{3}, std::int64_t{50}),
                          row(std::int64_t{1}, std::int64_t{5}), row(std::int64_t{1}, std::int64_t{5})));
}

TEST_P(Windows, OfGroups) {
  const auto total = sum(Book::c.price);
  EXPECT_THAT(
      Book::group(Book::c.author)
          .order(rank().over(order_by(total)))
          .select(total, rank().over(order_by(total.desc())), sum(total).over(), sum(count()).over(order_by(total)))
          .rows(),
      ElementsAre(row(std::int64_t{35}, std::int64_t{2}, std::int64_t{125}, std::int64_t{2}),
                  row(std::int64_t{90}, std::int64_t{1}, std::int64_t{125}, std::int64_t{6})));
  EXPECT_THAT(Book::group(Book::c.author).having(total > 50).select(count().over()).rows(), ElementsAre(1));
}

TEST_P(Windows, OfGroupsWithDistinctValues) {
  const auto titles = count_distinct(Book::c.price);
  const auto asked = [&] {
    return Book::group(Book::c.author).order(titles).select(titles, rank().over(order_by(titles.desc()))).rows();
  };
  const auto ranked = ElementsAre(row(std::int64_t{2}, std::int64_t{2}), row(std::int64_t{3}, std::int64_t{1}));
  if (is_mysql())
    EXPECT_THAT(message_of<Unsupported>(asked), HasSubstr("ask the windows of as_table(…)"));
  else
    EXPECT_THAT(asked(), ranked);
  const auto counted = Book::group(Book::c.author).select(titles).as_table("counted");
  EXPECT_THAT(counted.order(counted.value<0>())
                  .select(counted.value<0>(), rank().over(order_by(counted.value<0>().desc())))
                  .rows(),
              ranked);
}

TEST_P(Windows, OfWhatARecordRefersTo) {
  EXPECT_THAT(books().pluck(row_number().over(partition_by(Book::c.author(Author::c.name)).order_by(Book::c.id))),
              ElementsAre(1, 2, 3, 4, 1, 2));
  EXPECT_THAT(Author::order(Author::c.id).pluck(rank().over(order_by(Author::c.books.sum(Book::c.price)))),
              ElementsAre(2, 1));
  EXPECT_THAT(Author::join(Author::c.books)
                  .order(Book::c.id)
                  .select(sum(Book::c.price).over(partition_by(Book::c.author)))
                  .rows(),
              ElementsAre(90, 90, 90, 90, 35, 35));
}

TEST_P(Windows, ByName) {
  const auto rows = partition_by(attr("author")).order_by(attr("price").desc(), attr("id"));
  const auto made = AnyRelation("Book")
                        .order({attr("id")})
                        .pluck({row_number().over(rows).expr(), lag(attr("price")).over(rows).expr()});
  ASSERT_EQ(made.size(), 6U);
  EXPECT_EQ(made[0][0].as_int64(), 4);
  EXPECT_EQ(made[0][1].as_int64(), 20);
}

TEST_P(Windows, AmongTheValuesOfAList) {
  const auto before = Book::select(lag(Book::c.id).over(partition_by(Book::c.author).order_by(Book::c.id)));
  EXPECT_EQ(Book::where(Book::c.id.in(before)).count(), 4U);
  EXPECT_EQ(Book::where(Book::c.id.not_in(before)).count(), 2U) << "the first of each has NULL before it";
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

TEST_P(Windows, TheDearestTwoOfEachAsRecords) {
  const auto number = row_number().over(partition_by(Book::c.author).order_by(Book::c.price.desc(), Book::c.id));
  const auto ranked = Book::select(Book::c.id, number).as_table("ranked");
  std::vector<std::int32_t> prices;
  for (const Book& book : books().where(Book::c.id.in(ranked.where(ranked.value<1>() <= 2).select(ranked.value<0>()))))
    prices.push_back(book.price);
  EXPECT_THAT(prices, ElementsAre(20, 40, 5, 30));
}

TEST_P(Windows, ChangeTheFirstRowsOfAnOrder) {
  const auto number = row_number().over(partition_by(Book::c.author).order_by(Book::c.price.desc(), Book::c.id));
  EXPECT_EQ(Book::order(number, Book::c.id).limit(2).update_all(Book::c.title = "dear"), 2U);
  EXPECT_THAT(books().where(Book::c.title == "dear").pluck(Book::c.price), ElementsAre(40, 30));
}

TEST_P(Windows, RefuseWhatSeesNoRows) {
  const auto number = row_number().over(order_by(Book::c.id));
  EXPECT_THAT(refusal([&] { return Book::where(number <= 3).load(); }),
              HasSubstr("row_number().over(…) is of the rows that are given, so it can't stand in where() of Book"));
  EXPECT_THAT(refusal([&] { return Book::group(Book::c.author).having(number > 1).count(); }), HasSubstr("as_table("));
  EXPECT_THAT(refusal([&] { return Book::group(number).count(); }), HasSubstr("row_number().over(…)"));
  EXPECT_THAT(refusal([&] { return Book::sum(number); }), HasSubstr("row_number().over(…)"));
  EXPECT_THAT(refusal([&] { return Book::all().where(Book::c.id > 0).update_all(Book::c.price = number); }),
              HasSubstr("row_number().over(…)"));
  EXPECT_THAT(refusal([&] { return Book::order(number).page(2); }), HasSubstr("page by limit(…) and offset(…)"));
  EXPECT_THAT(refusal([&] { return ntile(0).over(order_by(Book::c.id)); }),
              HasSubstr("ntile(parts) takes a whole number from 1"));
  EXPECT_THAT(refusal([&] { return lag(Book::c.id, -1).over(order_by(Book::c.id)); }),
              HasSubstr("from 0 to 2147483647"));
  EXPECT_THAT(refusal([&] { return count_distinct(Book::c.price).over(partition_by(Book::c.author)); }),
              HasSubstr("take distinct() away"));
  EXPECT_THAT(refusal([&] { return Book::pluck(sum(Book::c.price).over(order_by(number))); }), HasSubstr("sum()"));
  EXPECT_THAT(refusal([&] { return Book::pluck(rank().over(partition_by(Book::c.author))); }),
              HasSubstr("say in which order"));
  EXPECT_THAT(
      refusal([&] { return Book::pluck(count().over(order_by(Book::c.id).rows_between(following(1), preceding(1)))); }),
      HasSubstr("ends before it begins"));
}

TEST_P(Windows, OrderNoPreload) {
  const auto numbered = Book::order(row_number().over(order_by(Book::c.price)));
  EXPECT_THAT(refusal([&] { return Author::preload(Author::c.books, numbered); }),
              HasSubstr("no order by window functions"));
}

class WindowValues : public BookshopTest {
 protected:
  WindowValues() {
    db.create_tables<Gauge>();
    add(1e20, "2", R"({"b": 1,  "a": 2})");
    add(1, "1000000000000000000000000000000000000", "[1,  2]");
    add(2, "1000000000000000000000000000000000000", "3");
  }
  static void add(double flow, const char* level, const char* note) {
    Gauge made;
    made.flow = flow;
    made.level = Decimal(level);
    made.note = Json(note);
    made.save_or_throw();
  }
  static Relation<Gauge> gauges() { return Gauge::order(Gauge::c.id); }
};

// A large value that has left the frame has taken nothing of the small ones with it.
TEST_P(WindowValues, SumDoublesThatAreInTheFrameOnly) {
  const auto by_id = order_by(Gauge::c.id);
  const auto two = by_id.rows_between(preceding(1), current_row);
  const auto rest = by_id.rows_between(current_row, unbounded_following);
  const auto moving = [&] {
    return gauges().pluck(sum(Gauge::c.flow).over(two), average(Gauge::c.flow).over(two),
                          sum(Gauge::c.flow).over(rest));
  };
  if (GetParam().name.starts_with("mysql"))
    EXPECT_THAT(message_of<Unsupported>(moving), HasSubstr("begin at unbounded_preceding"));
  else
    EXPECT_THAT(moving(), ElementsAre(row(1e20, 1e20, 1e20), row(1e20, 5e19, 3.0), row(3.0, 1.5, 2.0)));
  EXPECT_THAT(gauges().pluck(sum(Gauge::c.flow).over(by_id.rows_between(unbounded_preceding, following(1))),
                             average(Gauge::c.flow).over(by_id), sum(Gauge::c.flow).over()),
              ElementsAre(row(1e20, 1e20, 1e20), row(1e20, 5e19, 1e20), row(1e20, 1e20 / 3, 1e20)));
  EXPECT_THAT(gauges().pluck(sum(Gauge::c.flow).over(by_id.rows_between(unbounded_preceding, preceding(1)))),
              ElementsAre(0.0, 1e20, 1e20));
}

TEST_P(WindowValues, AverageLargeDecimals) {
  const auto two = order_by(Gauge::c.id).rows_between(preceding(1), current_row);
  const auto averages = [&] { return gauges().pluck(average(Gauge::c.level).over(two)); };
  const bool ours = GetParam().name.starts_with("sqlite") || GetParam().name.starts_with("memory");
  if (ours)
    EXPECT_THAT(message_of<InvalidValue>(averages), HasSubstr("38 digits")) << "with ten digits after the point";
  else
    EXPECT_THAT(averages(), ElementsAre(Decimal("2"), Decimal("500000000000000000000000000000000001"),
                                        Decimal("1000000000000000000000000000000000000")));
}

TEST_P(WindowValues, GiveDocumentsAsTheyAre) {
  const auto by_id = order_by(Gauge::c.id);
  const auto texts = [](const auto& documents) {
    std::vector<std::string> list;
    for (const auto& document : documents) {
      if constexpr (requires { document.has_value(); })
        list.push_back(document ? std::string(document->text()) : "");
      else
        list.emplace_back(document.text());
    }
    return list;
  };
  std::vector<std::string> before = texts(gauges().pluck(Gauge::c.note));
  EXPECT_EQ(texts(gauges().pluck(first_value(Gauge::c.note).over(by_id))), std::vector(3, before.front()));
  before.pop_back();
  before.insert(before.begin(), "");
  EXPECT_EQ(texts(gauges().pluck(lag(Gauge::c.note).over(by_id))), before);
}

INSTANTIATE_TEST_SUITE_P(Databases, WindowValues, ::testing::ValuesIn(databases()), database_name);
INSTANTIATE_TEST_SUITE_P(Databases, Windows, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
