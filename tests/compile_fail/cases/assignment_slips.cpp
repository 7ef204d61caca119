// expect: rowan: an attribute can only be set to a value of its own type
// expect: rowan: this attribute can't be NULL: make the member a std::optional, or set a value
// expect: rowan: += and -= add to a number, and this attribute is none
// expect: rowan: this assignment is to an attribute of another model
// expect: rowan: += adds in the database, and this sets a record in memory
// errors: 6
#include "rowan/rowan.hpp"

class Author : public rowan::Model<Author> {
 public:
  std::int64_t id{};
  std::string name;

  ROWAN_MODEL(Author, (), (id, name))
};
class Book : public rowan::Model<Book> {
 public:
  std::int64_t id{};
  std::string title;
  std::int32_t loans = 0;
  bool available = true;
  rowan::BelongsTo<Author> author;

  ROWAN_MODEL(Book, (), (id, title, loans, available, author))
};

void wrong_value() { Book::all().everything().update_all(rowan::set(Book::c.available, "maybe")); }
void text_for_a_number() { Book::create(Book::c.loans = "many"); }
void null() { Book::create(Book::c.title = std::nullopt); }
void not_a_number() { Book::all().everything().update_all(Book::c.title += 1); }
void wrong_model() { Book::all().everything().update_all(Author::c.name = "x"); }
void wrong_model_in_braces() { Book::all().everything().update_all({rowan::set(Author::c.name, "x")}); }
void wrong_model_in_create(Book& book) { static_cast<void>(book.update(Author::c.name = "x")); }
void added_in_memory() { Book::create(Book::c.loans += 1); }
void fine(Book& book, const Author& ann) {
  Book::all().everything().update_all(Book::c.title = "x", Book::c.loans += 1, Book::c.available = false);
  Book::all().everything().update_all({Book::c.author = ann, Book::c.author = 5, rowan::set("title", "x")});
  Book::create(Book::c.title = "x", Book::c.author = std::nullopt);
  book.update_or_throw(Book::c.title = std::string("x"), Book::c.loans = 3);
  book.update_columns(Book::c.title = "x");
}
