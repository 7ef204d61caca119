// The models that the pages of the guide share: a small public library.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "rowan/rowan.hpp"

// [snippet: forward]
namespace library {
class Author;
class Book;
class Portrait;
class Reader;
class Review;
class Tag;
}  // namespace library
// [end]

namespace library {

// [snippet: author]
class Author : public rowan::Model<Author> {
 public:
  std::int64_t id{};
  std::string name;
  std::optional<int> born;
  rowan::HasMany<Book> books;
  rowan::HasOne<Portrait> portrait;

  ROWAN_MODEL(Author, (), (id, name, born, books, portrait))
  static void configure(rowan::ModelBuilder<Author>& m);
};
// [end]

// [snippet: book]
class Book : public rowan::Model<Book>, public rowan::Timestamps {
 public:
  std::int64_t id{};
  std::string title;
  bool available = true;
  std::int64_t loans{};
  rowan::BelongsTo<Author> author;  // owns the column author_id
  rowan::HasMany<Review> reviews;
  rowan::HasMany<Reader> reviewers;  // through reviews
  rowan::ManyToMany<Tag> tags;       // join table books_tags

  ROWAN_MODEL(Book, (rowan::Timestamps), (id, title, available, loans, author, reviews, reviewers, tags))
  static void configure(rowan::ModelBuilder<Book>& m);
};
// [end]

class Portrait : public rowan::Model<Portrait> {
 public:
  std::int64_t id{};
  std::string file;
  rowan::BelongsTo<Author> author;

  ROWAN_MODEL(Portrait, (), (id, file, author))
};

// [snippet: reader]
class Reader : public rowan::Model<Reader> {
 public:
  std::int64_t id{};
  std::string name;
  std::string email;
  rowan::BelongsTo<Reader> invited_by;  // NULL for those who came by themselves
  rowan::HasMany<Reader> invited;
  rowan::HasMany<Review> reviews;

  ROWAN_MODEL(Reader, (), (id, name, email, invited_by, invited, reviews))
  static void configure(rowan::ModelBuilder<Reader>& m);
};
// [end]

class Review : public rowan::Model<Review> {
 public:
  std::int64_t id{};
  int stars{};
  std::string text;
  rowan::BelongsTo<Book> book;
  rowan::BelongsTo<Reader> reader;

  ROWAN_MODEL(Review, (), (id, stars, text, book, reader))
};

class Tag : public rowan::Model<Tag> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::ManyToMany<Book> books;

  ROWAN_MODEL(Tag, (), (id, name, books))
};

/// Creates the tables, and: Le Guin (two books, one with two reviews), Lem (one book), tags, readers.
void fill(rowan::Database& db);

}  // namespace library
