// Authors, their books, tags: every kind of association that the two databases are compared on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "rowan/rowan.hpp"

namespace memory_tests {

struct Book;
struct Tag;

struct Author : rowan::Model<Author> {
  std::int64_t id{};
  std::string name;
  std::optional<std::int64_t> age;
  rowan::HasMany<Book> books;
  rowan::HasMany<Tag> tags;

  ROWAN_MODEL(Author, (), (id, name, age, books, tags))
  static void configure(rowan::ModelBuilder<Author>& m) {
    m.table("memory_authors").has_many(&Author::books).dependent(rowan::dependent::destroy);
    m.has_many(&Author::tags).through("books", "tags");
  }
};

struct Book : rowan::Model<Book> {
  std::int64_t id{};
  std::string title;
  std::optional<std::int64_t> stars;
  rowan::Decimal price;
  rowan::BelongsTo<Author> author;
  rowan::ManyToMany<Tag> tags;

  ROWAN_MODEL(Book, (), (id, title, stars, price, author, tags))
  static void configure(rowan::ModelBuilder<Book>& m) {
    m.table("memory_books").belongs_to(&Book::author).optional();
    m.many_to_many(&Book::tags).join_table("memory_links", "book_id", "tag_id");
  }
};

struct Tag : rowan::Model<Tag> {
  std::int64_t id{};
  std::string word;

  ROWAN_MODEL(Tag, (), (id, word))
  static void configure(rowan::ModelBuilder<Tag>& m) { m.table("memory_tags").attribute(&Tag::word).unique(); }
};

}  // namespace memory_tests
