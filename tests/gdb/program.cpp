// What the printers are tried on: gdb stops in look_at().
#include "rowan/rowan.hpp"

class Book;
class Author : public rowan::Model<Author> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Book> books;

  ROWAN_MODEL(Author, (), (id, name, books))
};
class Book : public rowan::Model<Book> {
 public:
  std::int64_t id{};
  std::string title;
  rowan::Decimal price;
  rowan::BelongsTo<Author> author;

  ROWAN_MODEL(Book, (), (id, title, price, author))
};
ROWAN_REGISTER_MODEL(Author)
ROWAN_REGISTER_MODEL(Book)

__attribute__((noinline)) void look_at(const rowan::Records<Book>& books, const Author& author, const Author& untouched,
                                       const rowan::Relation<Book>& relation, const std::vector<rowan::Value>& values) {
  [[maybe_unused]] static volatile std::size_t seen = 0;
  seen = books.size() + author.name.size() + untouched.name.size() + relation.to_sql().size() + values.size();
}

int main() {
  auto db = rowan::connect("sqlite::memory:");
  db.create_tables<Author, Book>();
  Author lem = Author::create({{"name", "Lem"}});
  for (int i = 0; i < 20; ++i)
    Book::create(
        {{"title", "Book " + std::to_string(i)}, {"price", rowan::Decimal("9.50") * (i - 1)}, {"author_id", lem.id}});
  auto author = Author::find(1);
  for (Book& book : author.books) static_cast<void>(book.title);
  look_at(Book::all().load(), author, lem, Book::where(Book::c.id > 1).order(Book::c.title),
          {{},
           7,
           "text",
           rowan::Decimal("-0.05"),
           rowan::Uuid("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"),
           rowan::Json("[1]")});
}
