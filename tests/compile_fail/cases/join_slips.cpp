// expect: rowan: join() takes an association with targets of one model, as in join(Post::c.comments)
// expect: rowan: join() takes an association of a model that is in the query already: join that first
// expect: rowan: this condition is on another model than the query
// expect: rowan: the queries of a union, intersect or except must give values of the same types in the same order
// expect: rowan: the query gives fewer values: the first is value<0>()
// expect: rowan: ancestors() follows a belongs_to of a model to itself
// expect: rowan: descendants() follows a to-many association of a model to itself
#include "rowan/rowan.hpp"

class Toy;
class Pet : public rowan::Model<Pet> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Toy> toys;

  ROWAN_MODEL(Pet, (), (id, name, toys))
};
class Toy : public rowan::Model<Toy> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Pet> pet;

  ROWAN_MODEL(Toy, (), (id, pet))
};
class Shop : public rowan::Model<Shop> {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Shop, (), (id))
};

auto by_attribute() { return Pet::join(Pet::c.name).count(); }
auto of_another() { return Shop::join(Pet::c.toys).count(); }
auto on_another() { return Pet::join(Pet::c.toys).where(Shop::c.id == 1).count(); }
auto of_other_types() { return Pet::select(Pet::c.name).union_with(Pet::select(Pet::c.id)).rows(); }
auto too_far() { return Pet::select(Pet::c.name).as_table("names").value<1>(); }
auto up(const Pet& pet) { return pet.ancestors(Pet::c.toys).count(); }
auto down(const Toy& toy) { return toy.descendants(Toy::c.pet).count(); }
auto fine() {
  const auto other = rowan::alias<Pet>("other");
  return Pet::join(Pet::c.toys).join(other, other(Pet::c.name) == Pet::c.name).where(Toy::c.id > 1).count();
}
