// SQL of the user's own, read into records, structs, tuples and single values.
#include "contract/bookshop_test.hpp"

namespace own_sql {

struct Line {
  std::string writer;
  std::int64_t books{};
  std::optional<std::int64_t> dearest;
};
BOOST_DESCRIBE_STRUCT(Line, (), (writer, books, dearest))

/// With a member that no query fills.
struct Noted {
  std::string writer;
  std::vector<int> notes{1, 2};
};
BOOST_DESCRIBE_STRUCT(Noted, (), (writer))

}  // namespace own_sql

namespace rowan::contract {
namespace {

using bookshop::Author;
using bookshop::Book;
using own_sql::Line;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Ann with books for 10 and 30, Cy with none.
class FromSql : public BookshopTest {
 protected:
  FromSql() : ann_(author("Ann")), cy_(author("Cy")) {
    for (const std::int32_t price : {10, 30}) {
      Book made;
      made.title = "for " + std::to_string(price);
      made.price = price;
      made.author = ann_;
      made.save_or_throw();
    }
  }
  template <class T, class... Arguments>
  static std::string refusal(std::string_view sql, const Arguments&... arguments) {
    return message_of<Error>([&] { static_cast<void>(from_sql<T>(std::string(sql), arguments...)); });
  }
  Author ann_, cy_;
};

TEST_P(FromSql, WhatNoColumnFillsIsAsConstructed) {
  ROWAN_NEEDS(raw_sql);
  const auto rows = from_sql<own_sql::Noted>("SELECT name AS writer FROM authors ORDER BY name");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].writer, "Ann");
  EXPECT_THAT(rows[0].notes, ElementsAre(1, 2));
  EXPECT_THAT(rows[1].notes, ElementsAre(1, 2));
}

TEST_P(FromSql, Records) {
  ROWAN_NEEDS(raw_sql);
  auto books = from_sql<Book>("SELECT * FROM books WHERE price > ? ORDER BY price", 5);
  ASSERT_EQ(books.size(), 2U);
  EXPECT_EQ(books[0].title, "for 10");
  EXPECT_FALSE(books[0].changed());
  books[0].price = 11;
  EXPECT_TRUE(books[0].save());
  EXPECT_EQ(Book::find(books[0].id).price, 11);
  EXPECT_EQ(books[1].author->name, "Ann") << "handles load";
  const auto rearranged =
      from_sql<Book>("SELECT author_id, 7 AS more, price, title, id FROM books WHERE title = ?", std::string("for 30"));
  ASSERT_EQ(rearranged.size(), 1U);
  EXPECT_EQ(rearranged[0].price, 30);
  EXPECT_EQ(rearranged[0].author.key(), ann_.id);
}

TEST_P(FromSql, StructsTuplesAndValues) {
  ROWAN_NEEDS(raw_sql);
  const auto lines = from_sql<Line>(
      "SELECT MAX(price) AS dearest, COUNT(books.id) AS books, name AS writer FROM authors LEFT JOIN books ON "
      "author_id = authors.id GROUP BY name ORDER BY name");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].writer, "Ann");
  EXPECT_EQ(lines[0].books, 2);
  EXPECT_EQ(lines[0].dearest, 30);
  EXPECT_EQ(lines[1].dearest, std::nullopt);
  EXPECT_THAT((from_sql<std::tuple<std::string, std::int32_t>>("SELECT title, price FROM books ORDER BY price DESC")),
              ElementsAre(std::tuple("for 30", 30), std::tuple("for 10", 10)));
  EXPECT_THAT(from_sql<std::int64_t>("SELECT COUNT(*) FROM books WHERE price BETWEEN ? AND ?", 5, 20), ElementsAre(1));
  EXPECT_THAT(from_sql<std::string>(db, "SELECT title FROM books WHERE title LIKE '%?%' OR price = ?", 10),
              ElementsAre("for 10"));
  EXPECT_THAT(from_sql<Value>("SELECT title FROM books WHERE price = 30"), ElementsAre(Value("for 30")));
  EXPECT_THAT(from_sql<std::optional<std::string>>("SELECT country_id FROM authors WHERE name = 'Cy'"),
              ElementsAre(std::nullopt));
  EXPECT_THAT(from_sql<std::int64_t>("SELECT price FROM books WHERE price > 99"), ::testing::IsEmpty());
}

TEST_P(FromSql, InTheOpenTransaction) {
  ROWAN_NEEDS(raw_sql);
  db.transaction([&](Transaction& transaction) {
    author("Dee");
    EXPECT_EQ(from_sql<Author>("SELECT * FROM authors").size(), 3U);
    transaction.rollback();
  });
  EXPECT_EQ(from_sql<Author>("SELECT * FROM authors").size(), 2U);
}

TEST_P(FromSql, InTheTransactionOfAnotherDatabase) {
  ROWAN_NEEDS(raw_sql);
  Database other = connect("sqlite::memory:", {.make_default = false});
  other.execute("CREATE TABLE books (price INTEGER)");
  other.transaction([] {
    EXPECT_THAT(from_sql<std::int64_t>("SELECT COUNT(*) FROM books"), ElementsAre(0));
    EXPECT_THAT(from_sql<Value>("SELECT price FROM books"), ::testing::IsEmpty());
  });
  EXPECT_THAT(from_sql<std::int64_t>("SELECT COUNT(*) FROM books"), ElementsAre(2));
}

TEST_P(FromSql, RefusesWhatDoesNotFit) {
  ROWAN_NEEDS(raw_sql);
  EXPECT_THAT(refusal<Book>("SELECT id, price FROM books"),
              AllOf(HasSubstr("the query for Book does not give \"title\", \"author_id\""),
                    HasSubstr("it gives \"id\", \"price\"")));
  EXPECT_THAT(refusal<Book>("SELECT id, price FROM books WHERE id = 0"), HasSubstr("does not give \"title\""))
      << "also where there is no row";
  EXPECT_THAT(refusal<Book>("SELECT books.*, authors.id FROM books JOIN authors ON authors.id = author_id"),
              HasSubstr("gives a column \"id\" twice"));
  EXPECT_THAT(refusal<Line>("SELECT name AS writer, 1 AS books FROM authors"), HasSubstr("does not give \"dearest\""));
  EXPECT_THAT(refusal<Line>("SELECT NULL AS writer, 1 AS books, 2 AS dearest FROM authors"),
              HasSubstr("column \"writer\" of the query can't be read"));
  EXPECT_THAT(refusal<std::int64_t>("SELECT id, price FROM books"), HasSubstr("gives 2 columns, and 1 is to be read"));
  EXPECT_THAT((refusal<std::tuple<std::int64_t, std::string>>("SELECT id FROM books")),
              HasSubstr("gives 1 column, and 2 are to be read"));
  EXPECT_THAT(refusal<std::int64_t>("SELECT title FROM books"), HasSubstr("column \"title\" of the query"));
  EXPECT_THAT(refusal<Book>("SELECT * FROM books WHERE id = ?"), HasSubstr("has 1 placeholder"));
}

INSTANTIATE_TEST_SUITE_P(Databases, FromSql, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
