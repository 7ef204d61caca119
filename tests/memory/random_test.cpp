// The database in memory against the others: the same random rows, and then the same questions, give the same answers.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "contract/database_under_test.hpp"
#include "memory/models.hpp"
#include "support/temp_dir.hpp"

ROWAN_REGISTER_MODEL(memory_tests::Author)
ROWAN_REGISTER_MODEL(memory_tests::Book)
ROWAN_REGISTER_MODEL(memory_tests::Tag)

namespace memory_tests {
namespace {

using rowan::attr;
using rowan::Expr;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::int64_t operator()(std::int64_t below) {
    return std::uniform_int_distribution<std::int64_t>(0, below - 1)(engine_);
  }
  std::optional<std::int64_t> perhaps(std::int64_t below) {
    return (*this)(4) == 0 ? std::nullopt : std::optional((*this)(below));
  }
  std::string word() {
    constexpr const char* words[] = {"ash", "Ash", "birch", "elm", "elder", "oak_", "50%", "", "*pine"};
    return words[(*this)(9)];
  }

 private:
  std::mt19937_64 engine_;
};

void fill(Dice dice, const rowan::Database& db) {
  std::vector<Tag> tags;
  for (const char* word : {"red", "green", "blue"}) {
    Tag tag;
    tag.word = word;
    EXPECT_TRUE(tag.save(db));
    tags.push_back(std::move(tag));
  }
  for (int a = 0; a < 12; ++a) {
    Author author;
    author.name = dice.word();
    author.age = dice.perhaps(5);
    EXPECT_TRUE(author.save(db));
    for (std::int64_t b = dice(5); b > 0; --b) {
      Book book;
      book.title = dice.word();
      book.stars = dice.perhaps(6);
      book.price = rowan::Decimal(dice(40)) / rowan::Decimal(8);
      if (dice(6) != 0) book.author = author;
      EXPECT_TRUE(book.save(db));
      for (Tag& tag : tags) {
        if (dice(3) == 0) book.tags.link(tag);
      }
    }
  }
}

Expr leaf_of_book(Dice& dice) {
  switch (dice(9)) {
    case 0:
      return attr("stars") > dice(6);
    case 1:
      return attr("title") == dice.word();
    case 2:
      return attr("stars") == std::nullopt;
    case 3:
      return attr("title").contains(dice.word());
    case 4:
      return attr("title").starts_with(dice.word());
    case 5:
      return attr("stars").in({dice(6), dice(6)});
    case 6:
      return attr("stars").not_in({dice(6)});
    case 7:
      return attr("price").between(rowan::Decimal(dice(3)), rowan::Decimal(3));
    default:
      return attr("title") <= dice.word();
  }
}

Expr of_book(Dice& dice, int depth);

Expr of_author(Dice& dice, int depth) {
  switch (dice(depth > 0 ? 6 : 2)) {
    case 0:
      return attr("age") >= dice(5);
    case 1:
      return attr("name") != dice.word();
    case 2:
      return attr("books").some(of_book(dice, depth - 1));
    case 3:
      return attr("books").every(of_book(dice, depth - 1));
    case 4:
      return attr("tags").some(attr("word") == "red");
    default:
      return attr("books").none(of_book(dice, depth - 1));
  }
}

Expr of_book(Dice& dice, int depth) {
  switch (dice(depth > 0 ? 8 : 1)) {
    case 1:
      return of_book(dice, depth - 1) && of_book(dice, depth - 1);
    case 2:
      return of_book(dice, depth - 1) || of_book(dice, depth - 1);
    case 3:
      return !of_book(dice, depth - 1);
    case 4:
      return attr("author").is(of_author(dice, depth - 1));
    case 5:
      return attr("author").is_not(of_author(dice, depth - 1));
    case 6:
      return attr("tags").every(attr("word") > "green");
    case 7:
      return attr("tags").some(attr("word").in({"red", "blue"}));
    default:
      return leaf_of_book(dice);
  }
}

rowan::Relation<Book> books(Dice& dice, const rowan::Database& db) {
  auto relation = Book::on(db).where(of_book(dice, 3));
  if (dice(2) == 0)
    relation = relation.order(attr("stars").desc().nulls_last(), attr("id").asc());
  else
    relation = relation.order(attr("title").asc(), attr("price").desc(), attr("id").desc());
  if (dice(2) == 0) relation = relation.limit(dice(6)).offset(dice(4));
  return relation;
}

std::string told(const Book& book) {
  std::string tags;
  for (const Tag& tag : book.tags) tags += "," + std::to_string(tag.id);
  return std::to_string(book.id) + book.title + (book.author.key() ? "+" : "-") + tags + "\n";
}

// An UPDATE asks no associations: SQLite would look at rows that it has updated already.
// One question: its kind, and all of it, is thrown with dice of the same seed for each database.
std::string answer(Dice dice, const rowan::Database& db) {
  const auto kind = dice(8);
  const auto relation = books(dice, db);
  std::string text;
  switch (kind) {
    case 0:
      return std::to_string(relation.count());
    case 1:
      return relation.exists() ? "yes" : "no";
    case 2:
      for (const auto& title : relation.pluck(Book::c.title)) text += title + ";";
      return text;
    case 3:
      for (const Author& author :
           Author::on(db)
               .where(of_author(dice, 2))
               .order(attr("id").asc())
               .preload(Author::c.books,
                        Book::all().order(attr("stars").asc().nulls_first(), attr("id").asc()).limit(2))) {
        text += std::to_string(author.id) + ":";
        for (const Book& book : author.books) text += std::to_string(book.id) + " ";
      }
      return text;
    case 4:
      return std::to_string(Book::on(db).where(leaf_of_book(dice)).update_all(Book::c.stars += dice(2)));
    default:
      for (const Book& book : relation.preload(Book::c.tags, Tag::all().order(attr("id").asc()))) text += told(book);
      return text;
  }
}

class MemoryTest : public ::testing::TestWithParam<rowan::contract::DatabaseUnderTest> {};

TEST_P(MemoryTest, AnswersAsOtherDatabasesDo) {
  const char* given = std::getenv("ROWAN_MEMORY_SEED");
  const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::cout << "ROWAN_MEMORY_SEED=" << seed << "\n";
  const rowan::testing::TempDir dir;
  rowan::Database other = rowan::connect(GetParam().url(dir), {.make_default = false});
  rowan::Database memory = rowan::connect("memory:", {.make_default = false});
  for (rowan::Database* db : {&other, &memory}) {
    db->create_tables<Author, Book, Tag>();
    fill(Dice(seed), *db);
  }
  for (std::uint64_t i = 0; i < 400; ++i) {
    SCOPED_TRACE(i);
    ASSERT_EQ(answer(Dice(seed + i), memory), answer(Dice(seed + i), other));
  }
}

INSTANTIATE_TEST_SUITE_P(Databases, MemoryTest, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

}  // namespace
}  // namespace memory_tests
