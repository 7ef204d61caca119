// What decides which rows an answer is made of: limits, distinct(), distinct_on() and NULLs of one part of a query, and
// names that a query gives its values.
#include "contract/bookshop_test.hpp"

namespace rowan::contract {
namespace {

using bookshop::Author;
using bookshop::Book;
using bookshop::Chapter;
using bookshop::Person;
using bookshop::Profile;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// Ann with books for 10 and 30, Bea with one for 20; one for 40 without author.
class PutTogether : public BookshopTest {
 protected:
  PutTogether() : ann_(author("Ann")), bea_(author("Bea")) {
    book("One", 10, &ann_);
    book("Two", 20, &bea_);
    book("Three", 30, &ann_);
    book("Lost", 40, nullptr);
  }
  [[nodiscard]] bool distinct_on_works() const { return db.dialect().can().distinct_on; }
  Author ann_, bea_;
};

TEST_P(PutTogether, TheFirstOfAnAggregateIsOfAllRows) {
  EXPECT_EQ(Book::select(sum(Book::c.price)).first(), 100);
  EXPECT_EQ(Book::select(count(), maximum(Book::c.title)).first(), std::tuple(4, std::optional<std::string>("Two")));
  EXPECT_EQ(Book::order(Book::c.price).limit(2).select(sum(Book::c.price)).first(), 30);
}

TEST_P(PutTogether, NumbersWithAPartMakeIntegersWider) {
  const auto ten = Book::where(Book::c.price == 10);
  EXPECT_THAT(ten.pluck(Book::c.price / 4.0), ElementsAre(2.5));
  EXPECT_THAT(ten.pluck(25.0 / Book::c.price), ElementsAre(2.5));
  EXPECT_THAT(ten.pluck(Book::c.price * 2.5), ElementsAre(25.0));
  EXPECT_THAT(ten.pluck(Book::c.price * Decimal("1.25")), ElementsAre(Decimal("12.5")));
  EXPECT_EQ(Book::where(Book::c.price / 4.0 > 7).count(), 2);
}

TEST_P(PutTogether, NotInPassesOverTheNullsThatAQueryGives) {
  const auto dear = Book::order(Book::c.price.desc()).limit(2).select(Book::c.author);
  EXPECT_THAT(Author::where(Author::c.id.not_in(dear)).pluck(Author::c.name), ElementsAre("Bea"))
      << "those of the portion, not of another one";
  const auto groups = Book::group(Book::c.author).select(Book::c.author);
  EXPECT_THAT(Author::where(Author::c.id.not_in(groups)).pluck(Author::c.name), IsEmpty());
  const auto dearest = Book::select(maximum(Book::c.price));
  EXPECT_EQ(Book::where(Book::c.price.not_in(dearest)).count(), 3);
}

TEST_P(PutTogether, AnOrderOfValuesIsByThoseOfItsTable) {
  const auto sums = Book::where(Book::c.author != std::nullopt)
                        .group(Book::c.author)
                        .select(Book::c.author, sum(Book::c.price))
                        .as_table("sums");
  const auto first = sums.order(sums.value<0>()).limit(1).select(sums.value<1>(), sums.value<0>()).as_table("first");
  EXPECT_THAT(first.rows(), ElementsAre(std::tuple(40, std::optional(ann_.id))));
}

TEST_P(PutTogether, TablesOfValuesAreJoinedWithTheirConditionsAndLimits) {
  const auto sums = Book::where(Book::c.author != std::nullopt)
                        .group(Book::c.author)
                        .select(Book::c.author, sum(Book::c.price))
                        .as_table("sums");
  const auto large = sums.where(sums.value<1>() > 30);
  EXPECT_THAT(Author::join(large, large.value<0>() == Author::c.id).pluck(Author::c.name), ElementsAre("Ann"));
  const auto least = sums.order(sums.value<1>()).limit(1);
  EXPECT_THAT(Author::join(least, least.value<0>() == Author::c.id).pluck(Author::c.name), ElementsAre("Bea"));
}

TEST_P(PutTogether, DistinctRecordsCountOnce) {
  const auto cheap = Book::where(Book::c.price < 35), all = Book::all();
  const auto twice = cheap.union_all(all);
  EXPECT_EQ(twice.count(), 7);
  EXPECT_EQ(twice.distinct().count(), 4);
  EXPECT_EQ(twice.distinct().sum(Book::c.price), 100);
  EXPECT_EQ(twice.sum(Book::c.price), 160);
  EXPECT_EQ(Book::all().distinct().limit(4).sum(Book::c.price / Book::c.price), 4) << "rows, not values";
  const auto lost = Book::where(Book::c.title == "Lost");
  EXPECT_TRUE(lost.union_all(lost).offset(1).exists());
  EXPECT_FALSE(lost.union_all(lost).distinct().offset(1).exists());
  EXPECT_EQ(twice.distinct().order(Book::c.price).limit(3).update_all(Book::c.price += 1), 3);
  EXPECT_THAT(Book::order(Book::c.price).pluck(Book::c.price), ElementsAre(11, 21, 31, 40));
}

TEST_P(PutTogether, DistinctOnDecidesWhichRowsAreChanged) {
  const auto dearest = Book::where(Book::c.author != std::nullopt)
                           .distinct_on(Book::c.author)
                           .order(Book::c.author, Book::c.price.desc());
  if (!distinct_on_works()) {
    EXPECT_THAT(refusal([&] { (void)dearest.delete_all(); }), HasSubstr("DISTINCT ON"));
  } else if (GetParam().name.starts_with("memory")) {
    EXPECT_THAT(refusal([&] { (void)dearest.delete_all(); }), HasSubstr("distinct_on"));
  } else {
    EXPECT_EQ(dearest.delete_all(), 2);
    EXPECT_THAT(Book::order(Book::c.price).pluck(Book::c.title), ElementsAre("One", "Lost"));
    return;
  }
  EXPECT_EQ(Book::count(), 4);
}

TEST_P(PutTogether, DistinctOnKeepsItsOrderWhereverItStands) {
  if (!distinct_on_works()) GTEST_SKIP() << "lacks distinct_on: refusing it is tested elsewhere";
  const auto dearest = Book::where(Book::c.author != std::nullopt)
                           .distinct_on(Book::c.author)
                           .order(Book::c.author, Book::c.price.desc());
  EXPECT_EQ(dearest.first()->title, "Three");
  EXPECT_EQ(dearest.last()->title, "Two");
  EXPECT_EQ(Book::all().distinct_on(Book::c.title).first()->title, "Lost");
  EXPECT_THAT(refusal([&] { dearest.find_each([](Book&) {}); }), HasSubstr("distinct_on"));
  EXPECT_THAT(refusal([&] { (void)Author::preload(Author::c.books, dearest); }), HasSubstr("distinct_on"));
  if (GetParam().name.starts_with("memory")) return;
  const auto titles = dearest.union_with(Book::where(Book::c.title == "Lost"));
  EXPECT_THAT(titles.pluck(Book::c.title), UnorderedElementsAre("Three", "Two", "Lost"));
}

TEST_P(PutTogether, DistinctOnIsByTheColumnWhateverAValueIsCalled) {
  if (!distinct_on_works()) GTEST_SKIP() << "lacks distinct_on: refusing it is tested elsewhere";
  const auto price = when(Book::c.title == "Three", 0).otherwise(Book::c.price);
  const auto rows = Book::order(Book::c.price.desc()).distinct_on(Book::c.price).select(Book::c.title, price);
  EXPECT_THAT(rows.rows(), ElementsAre(std::tuple("Lost", 40), std::tuple("Three", 0), std::tuple("Two", 20),
                                       std::tuple("One", 10)));
}

TEST_P(PutTogether, APathToTheFirstOfSeveralIsMatchedAsText) {
  Profile profile;
  profile.bio = "writes";
  profile.author = ann_;
  profile.save_or_throw();
  EXPECT_THAT(Author::where(Author::c.profile(Profile::c.bio).contains("rit")).pluck(Author::c.name),
              ElementsAre("Ann"));
}

// MariaDB's own limit is 1000.
TEST_P(PutTogether, TreesAreFollowedHoweverDeep) {
  const std::int64_t depth = GetParam().name.starts_with("memory") ? 50 : 1200;  // that has no limit, and no index
  std::vector<Person> people(static_cast<std::size_t>(depth));
  for (std::int64_t i = 0; i < depth; ++i) {
    Person& person = people[static_cast<std::size_t>(i)];
    person.id = i + 1;
    person.name = "someone";
    if (i > 0) person.parent = i;
  }
  Person::insert_all(people);
  EXPECT_EQ(Person::find(1).descendants(Person::c.children).count(), depth - 1);
  EXPECT_EQ(Person::find(depth).ancestors(Person::c.parent).count(), depth - 1);
}

INSTANTIATE_TEST_SUITE_P(Databases, PutTogether, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
