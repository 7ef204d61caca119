// expect: rowan: this column is of another model
// errors: 1
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

  static void configure(rowan::ModelBuilder<Book>& m) { m.index(c.title, Author::c.name); }

  ROWAN_MODEL(Book, (), (id, title))
};
ROWAN_REGISTER_MODEL(Book)
