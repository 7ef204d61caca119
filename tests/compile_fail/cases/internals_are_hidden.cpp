// expect: items() const
// expect: BelongsToHandle::held() const
// expect: ModelBase::slot() const
// expect: is inaccessible within this context
// errors: 3
#include "rowan/rowan.hpp"

class Book;
class Author : public rowan::Model<Author> {
 public:
  std::int64_t id{};
  rowan::HasMany<Book> books;

  ROWAN_MODEL(Author, (), (id, books))
};
class Book : public rowan::Model<Book> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Author> author;

  ROWAN_MODEL(Book, (), (id, author))
};

auto items(Author& author) { return author.books.items().size(); }
auto held(Book& book) { return book.author.held(); }
auto slot(Book& book) { return book.slot(); }
