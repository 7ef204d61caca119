// The program of docs/guide/first-record.md and of README.md: complete, nothing left out.
// [snippet: program]
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include "rowan/rowan.hpp"

class Book : public rowan::Model<Book> {
 public:
  std::int64_t id{};
  std::string title;
  int pages{};
  std::optional<rowan::Date> finished;

  ROWAN_MODEL(Book, (), (id, title, pages, finished))

  static void configure(rowan::ModelBuilder<Book>& m) {
    m.attribute(&Book::title).not_blank().max_length(200);
    m.attribute(&Book::pages).at_least(1);
  }
};
ROWAN_REGISTER_MODEL(Book)

int main() {
  auto db = rowan::connect("sqlite::memory:");
  db.create_tables<Book>();

  Book book;
  book.title = "The Left Hand of Darkness";
  book.pages = 304;
  if (auto saved = book.save(); !saved) std::puts(saved.errors().to_string().c_str());

  book.pages = 286;
  book.save_or_throw();  // UPDATE "books" SET "pages" = ? WHERE "id" = ?

  for (const Book& long_one : Book::where(Book::c.pages > 200).order(Book::c.title))
    std::printf("%lld: %s, %d pages\n", static_cast<long long>(long_one.id), long_one.title.c_str(), long_one.pages);
}
// [end]
