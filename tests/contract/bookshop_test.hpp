// The fixture of the association tests: a database with the bookshop's tables, the default one while the test runs.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "contract/bookshop_models.hpp"
#include "contract/database_under_test.hpp"
#include "rowan/testing/query_count.hpp"

namespace rowan::contract {

class BookshopTest : public ::testing::TestWithParam<DatabaseUnderTest> {
 protected:
  BookshopTest() : db(connect(GetParam().url(dir_))) { bookshop::create_tables(db); }

  /// A saved author.
  static bookshop::Author author(std::string name) {
    bookshop::Author made;
    made.name = std::move(name);
    made.save_or_throw();
    return made;
  }
  /// A saved book, of `by` if given.
  static bookshop::Book book(std::string title, bookshop::Author* by = nullptr) {
    bookshop::Book made;
    made.title = std::move(title);
    if (by != nullptr) made.author = *by;
    made.save_or_throw();
    return made;
  }
  /// One with a price, and with chapters "c1", "c2" and so on.
  static bookshop::Book book(std::string title, std::int32_t price, bookshop::Author* by, int chapters = 0) {
    bookshop::Book made;
    made.title = std::move(title);
    made.price = price;
    if (by != nullptr) made.author = *by;
    for (int i = 1; i <= chapters; ++i) made.chapters.add(chapter(i, "c" + std::to_string(i)));
    made.save_or_throw();
    return made;
  }
  static bookshop::Chapter chapter(std::int32_t number, std::string heading = "a heading") {
    bookshop::Chapter made;
    made.number = number;
    made.heading = std::move(heading);
    return made;
  }
  /// `authors` authors of `books` books of `chapters` chapters, numbered from 0 in their names.
  static void shelve(int authors, int books, int chapters) {
    default_database()->transaction([&] {
      for (int a = 0; a < authors; ++a) {
        bookshop::Author made;
        made.name = "author " + std::to_string(a);
        for (int b = 0; b < books; ++b) {
          auto& book = made.books.add({});
          book.title = "book " + std::to_string(b);
          for (int c = 0; c < chapters; ++c) book.chapters.add(chapter(c));
        }
        made.save_or_throw();
      }
    });
  }

  /// What the query's error says.
  template <class Query>
  static std::string refusal(const Query& query) {
    try {
      query();
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing was refused";
  }

  [[nodiscard]] const testing::TempDir& dir() const { return dir_; }

 private:
  testing::TempDir dir_;

 protected:
  Database db;
};

/// `member` of each record: `names(list, &Book::title)`.
template <class Range, class V, class C>
std::vector<V> each(Range&& records, V C::*member) {
  std::vector<V> values;
  for (auto& record : records) values.push_back(record.*member);
  return values;
}

}  // namespace rowan::contract
