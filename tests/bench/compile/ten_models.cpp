// As five_models.cpp with five more: what a further model costs.
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

class Order : public rowan::Model<Order> {
 public:
  std::int64_t id{};
  std::string name;
  std::string note;
  std::optional<std::string> email;
  std::int32_t rank{};
  bool active{};
  double weight{};
  rowan::Instant seen_at{};

  ROWAN_MODEL(Order, (), (id, name, note, email, rank, active, weight, seen_at))
};

class Parcel : public rowan::Model<Parcel> {
 public:
  std::int64_t id{};
  std::string name;
  std::string note;
  std::optional<std::string> email;
  std::int32_t rank{};
  bool active{};
  double weight{};
  rowan::Instant seen_at{};

  ROWAN_MODEL(Parcel, (), (id, name, note, email, rank, active, weight, seen_at))
};

class Driver : public rowan::Model<Driver> {
 public:
  std::int64_t id{};
  std::string name;
  std::string note;
  std::optional<std::string> email;
  std::int32_t rank{};
  bool active{};
  double weight{};
  rowan::Instant seen_at{};

  ROWAN_MODEL(Driver, (), (id, name, note, email, rank, active, weight, seen_at))
};

class Lorry : public rowan::Model<Lorry> {
 public:
  std::int64_t id{};
  std::string name;
  std::string note;
  std::optional<std::string> email;
  std::int32_t rank{};
  bool active{};
  double weight{};
  rowan::Instant seen_at{};

  ROWAN_MODEL(Lorry, (), (id, name, note, email, rank, active, weight, seen_at))
};

class Garage : public rowan::Model<Garage> {
 public:
  std::int64_t id{};
  std::string name;
  std::string note;
  std::optional<std::string> email;
  std::int32_t rank{};
  bool active{};
  double weight{};
  rowan::Instant seen_at{};

  ROWAN_MODEL(Garage, (), (id, name, note, email, rank, active, weight, seen_at))
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

void use_order() {
  Order order;
  order.name = "Order";
  if (!order.save()) return;
  const Order same = Order::find(order.id);
  for (Order& each : Order::where(Order::c.active && Order::c.rank > same.rank).order(Order::c.name).limit(10))
    each.rank += 1;
}

void use_parcel() {
  Parcel parcel;
  parcel.name = "Parcel";
  if (!parcel.save()) return;
  const Parcel same = Parcel::find(parcel.id);
  for (Parcel& each : Parcel::where(Parcel::c.active && Parcel::c.rank > same.rank).order(Parcel::c.name).limit(10))
    each.rank += 1;
}

void use_driver() {
  Driver driver;
  driver.name = "Driver";
  if (!driver.save()) return;
  const Driver same = Driver::find(driver.id);
  for (Driver& each : Driver::where(Driver::c.active && Driver::c.rank > same.rank).order(Driver::c.name).limit(10))
    each.rank += 1;
}

void use_lorry() {
  Lorry lorry;
  lorry.name = "Lorry";
  if (!lorry.save()) return;
  const Lorry same = Lorry::find(lorry.id);
  for (Lorry& each : Lorry::where(Lorry::c.active && Lorry::c.rank > same.rank).order(Lorry::c.name).limit(10))
    each.rank += 1;
}

void use_garage() {
  Garage garage;
  garage.name = "Garage";
  if (!garage.save()) return;
  const Garage same = Garage::find(garage.id);
  for (Garage& each : Garage::where(Garage::c.active && Garage::c.rank > same.rank).order(Garage::c.name).limit(10))
    each.rank += 1;
}

}  // namespace compiled

ROWAN_REGISTER_MODEL(compiled::Author)
ROWAN_REGISTER_MODEL(compiled::Book)
ROWAN_REGISTER_MODEL(compiled::Chapter)
ROWAN_REGISTER_MODEL(compiled::Review)
ROWAN_REGISTER_MODEL(compiled::Shop)
ROWAN_REGISTER_MODEL(compiled::Order)
ROWAN_REGISTER_MODEL(compiled::Parcel)
ROWAN_REGISTER_MODEL(compiled::Driver)
ROWAN_REGISTER_MODEL(compiled::Lorry)
ROWAN_REGISTER_MODEL(compiled::Garage)

int main() {
  const rowan::Database database = rowan::connect("sqlite::memory:");
  compiled::use_author();
  compiled::use_book();
  compiled::use_chapter();
  compiled::use_review();
  compiled::use_shop();
  compiled::use_order();
  compiled::use_parcel();
  compiled::use_driver();
  compiled::use_lorry();
  compiled::use_garage();
}
