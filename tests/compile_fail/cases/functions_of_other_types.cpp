// expect: rowan: lower() takes a text
// expect: rowan: length() takes a text
// expect: rowan: two values can only be compared or joined when their types can be
// errors: 3
#include "rowan/rowan.hpp"

class Book : public rowan::Model<Book> {
 public:
  std::int64_t id{};
  std::string title;
  std::int64_t price{};

  ROWAN_MODEL(Book, (), (id, title, price))
};

auto not_a_text() { return lower(Book::c.price); }
auto no_characters() { return length(Book::c.price); }
auto another_type() { return Book::c.price + 1 == Book::c.title; }
auto fine() { return lower(Book::c.title) == "x" && Book::c.price + 1 > length(Book::c.title); }
