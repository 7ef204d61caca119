// Five models of eight attributes, declared, registered, saved, found and queried in one file. Compiled only, as a
// measure.
#include "rowan/rowan.hpp"

namespace compiled {

class Author : public rowan::Model<Author> {
 public:
  std::int64_t id{};
  std::string name;
  std::string note;
  std::optional<std::string> email;
  std::int32_t rank{};
  bool active{};
  double weight{};
  rowan::Instant seen_at{};

  ROWAN_MODEL(Author, (), (id, name, note, email, rank, active, weight, seen_at))
};

class Book : public rowan::Model<Book> {
 public:
  std::int64_t id{};
  std::string name;
  std::string note;
  std::optional<std::string> email;
  std::int32_t rank{};
  bool active{};
  double weight{};
  rowan::Instant seen_at{};

  ROWAN_MODEL(Book, (), (id, name, note, email, rank, active, weight, seen_at))
};

class Chapter : public rowan::Model<Chapter> {
 public:
  std::int64_t id{};
  std::string name;
  std::string note;
  std::optional<std::string> email;
  std::int32_t rank{};
  bool active{};
  double weight{};
  rowan::Instant seen_at{};

  ROWAN_MODEL(Chapter, (), (id, name, note, email, rank, active, weight, seen_at))
};

class Review : public rowan::Model<Review> {
 public:
  std::int64_t id{};
  std::string name;
  std::string note;
  std::optional<std::string> email;
  std::int32_t rank{};
  bool active{};
  double weight{};
  rowan::Instant seen_at{};

  ROWAN_MODEL(Review, (), (id, name, note, email, rank, active, weight, seen_at))
};

class Shop : public rowan::Model<Shop> {
 public:
  std::int64_t id{};
  std::string name;
  std::string note;
  std::optional<std::string> email;
  std::int32_t rank{};
  bool active{};
  double weight{};
  rowan::Instant seen_at{};

  ROWAN_MODEL(Shop, (), (id, name, note, email, rank, active, weight, seen_at))
};

void use_author() {
  Author author;
  author.name = "Author";
  if (!author.save()) return;
  const Author same = Author::find(author.id);
  for (Author& each : Author::where(Author::c.active && Author::c.rank > same.rank).order(Author::c.name).limit(10))
    each.rank += 1;
}

void use_book() {
  Book book;
  book.name = "Book";
  if (!book.save()) return;
  const Book same = Book::find(book.id);
  for (Book& each : Book::where(Book::c.active && Book::c.rank > same.rank).order(Book::c.name).limit(10))
    each.rank += 1;
}

void use_chapter() {
  Chapter chapter;
  chapter.name = "Chapter";
  if (!chapter.save()) return;
  const Chapter same = Chapter::find(chapter.id);
  for (Chapter& each :
       Chapter::where(Chapter::c.active && Chapter::c.rank > same.rank).order(Chapter::c.name).limit(10))
    each.rank += 1;
}

void use_review() {
  Review review;
  review.name = "Review";
  if (!review.save()) return;
  const Review same = Review::find(review.id);
  for (Review& each : Review::where(Review::c.active && Review::c.rank > same.rank).order(Review::c.name).limit(10))
    each.rank += 1;
}

void use_shop() {
  Shop shop;
  shop.name = "Shop";
  if (!shop.save()) return;
  const Shop same = Shop::find(shop.id);
  for (Shop& each : Shop::where(Shop::c.active && Shop::c.rank > same.rank).order(Shop::c.name).limit(10))
    each.rank += 1;
}

}  // namespace compiled

ROWAN_REGISTER_MODEL(compiled::Author)
ROWAN_REGISTER_MODEL(compiled::Book)
ROWAN_REGISTER_MODEL(compiled::Chapter)
ROWAN_REGISTER_MODEL(compiled::Review)
ROWAN_REGISTER_MODEL(compiled::Shop)

int main() {
  const rowan::Database database = rowan::connect("sqlite::memory:");
  compiled::use_author();
  compiled::use_book();
  compiled::use_chapter();
  compiled::use_review();
  compiled::use_shop();
}
