// expect: rowan: the values of when() and otherwise() must be of one type
// expect: rowan: sum() and average() take a number
// expect: rowan: a double is not exact, so it is not counted with decimals
// expect: rowan: this condition is on another model than the query
// expect: rowan: select(), pluck() and group() take columns and what is made of them
// expect: rowan: into<Row>() makes a Row of the selected values in their order
// expect: rowan: round() takes a Decimal
// expect: rowan: what the query gives can't be compared with this attribute
// expect: rowan: this is of a value of the targets, as in User::c.posts.sum(Post::c.views)
// expect: rowan: a window's values are of one model
#include "rowan/rowan.hpp"

class Toy;
class Pet : public rowan::Model<Pet> {
 public:
  std::int64_t id{};
  std::string name;
  double weight{};
  rowan::Decimal price;
  rowan::HasMany<Toy> toys;

  ROWAN_MODEL(Pet, (), (id, name, weight, price, toys))
};
class Toy : public rowan::Model<Toy> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Pet> pet;

  ROWAN_MODEL(Toy, (), (id, pet))
};
struct Line {
  int id;
};

auto two_types() { return rowan::when(Pet::c.id > 1, "x").otherwise(1); }
auto of_texts() { return Pet::sum(Pet::c.name); }
auto inexact() { return Pet::c.price * 1.5; }
auto of_another() { return Toy::c.pet(Toy::c.id); }
auto no_column() { return Pet::pluck("name"); }
auto other_members() { return Pet::select(Pet::c.id, Pet::c.name).into<Line>(); }
auto rounded() { return round(Pet::c.weight); }
auto among_others() { return Pet::c.name.in(Pet::select(Pet::c.id)); }
auto of_nothing() { return Pet::c.toys.sum(1); }
auto of_two() { return rowan::partition_by(Pet::c.name).order_by(Toy::c.id); }
auto fine() { return Pet::select(Pet::c.name, Pet::c.toys.count(), rowan::when(Pet::c.id > 1, 1).otherwise(2)).rows(); }
