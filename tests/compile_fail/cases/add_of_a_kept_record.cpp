// expect: rowan: add(x) would add a copy, and x itself would stay new: give it away with add(std::move(x))
// expect: rowan: build(x) would add a copy, and x itself would stay new: give it away with build(std::move(x))
// expect: rowan: set(x) would save a copy, and x itself would stay new: give it away with set(std::move(x))
// errors: 3
#include "rowan/rowan.hpp"

class Book;
class Portrait;
class Author : public rowan::Model<Author> {
 public:
  std::int64_t id{};
  rowan::HasMany<Book> books;
  rowan::HasOne<Portrait> portrait;

  ROWAN_MODEL(Author, (), (id, books, portrait))
};
class Book : public rowan::Model<Book> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Author> author;

  ROWAN_MODEL(Book, (), (id, author))
};
class Portrait : public rowan::Model<Portrait> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Author> author;

  ROWAN_MODEL(Portrait, (), (id, author))
};

void add(Author& author, const Book& book) { author.books.add(book); }
void build(Author& author, Book& book) { author.books.build(book); }
void set(Author& author, Portrait& portrait) { author.portrait.set(portrait); }
void fine(Author& author, Book& book) {
  author.books.add(Book(book));
  author.books.add(std::move(book));
  author.books.add({});
  author.books.build();
  author.portrait.set({});
}
