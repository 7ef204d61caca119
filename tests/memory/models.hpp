// Authors, their books, tags, and remarks on either: every kind of association that the two databases are compared on.
// Each row has a number that the test gives it, for databases generate different keys once something is taken back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "rowan/rowan.hpp"

namespace memory_tests {

struct Book;
struct Tag;
struct Remark;

struct Author : rowan::Model<Author> {
  std::int64_t id{};
  std::int64_t number{};
  std::string name;
  std::optional<std::int64_t> age;
  std::int64_t lock_version{};
  rowan::HasMany<Book> books;
  rowan::HasMany<Tag> tags;
  rowan::HasMany<Remark> remarks;

  ROWAN_MODEL(Author, (), (id, number, name, age, lock_version, books, tags, remarks))
  static void configure(rowan::ModelBuilder<Author>& m);
};

struct Book : rowan::Model<Book> {
  std::int64_t id{};
  std::int64_t number{};
  std::string title;
  std::optional<std::int64_t> stars;
  rowan::Decimal price;
  std::optional<rowan::Date> day;
  std::optional<rowan::Instant> moment;
  rowan::BelongsTo<Author> author;
  rowan::ManyToMany<Tag> tags;
  rowan::HasMany<Remark> remarks;

  ROWAN_MODEL(Book, (), (id, number, title, stars, price, day, moment, author, tags, remarks))
  static void configure(rowan::ModelBuilder<Book>& m);
};

struct Tag : rowan::Model<Tag> {
  std::int64_t id{};
  std::string word;
  std::int64_t uses{};

  ROWAN_MODEL(Tag, (), (id, word, uses))
  static void configure(rowan::ModelBuilder<Tag>& m) { m.table("memory_tags").attribute(&Tag::word).unique(); }
};

struct Remark : rowan::Model<Remark> {
  std::int64_t id{};
  std::int64_t number{};
  std::string text;
  rowan::BelongsTo<rowan::Any<Author, Book>> subject;

  ROWAN_MODEL(Remark, (), (id, number, text, subject))
  static void configure(rowan::ModelBuilder<Remark>& m) {
    m.table("memory_remarks").belongs_to(&Remark::subject).optional();
  }
};

inline void Author::configure(rowan::ModelBuilder<Author>& m) {
  m.table("memory_authors").has_many(&Author::books).order("number").dependent(rowan::dependent::destroy);
  m.has_many(&Author::tags).through("books", "tags");
  m.has_many(&Author::remarks).as("subject").order("number").dependent(rowan::dependent::nullify);
}

inline void Book::configure(rowan::ModelBuilder<Book>& m) {
  m.table("memory_books").belongs_to(&Book::author).optional();
  m.many_to_many(&Book::tags).join_table("memory_links", "book_id", "tag_id");
  m.has_many(&Book::remarks).as("subject").order("number").dependent(rowan::dependent::destroy);
}

}  // namespace memory_tests
