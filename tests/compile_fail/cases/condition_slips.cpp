// expect: rowan: = sets an attribute: compare with ==
// expect: rowan: only a boolean attribute is a condition by itself
// expect: rowan: preload() takes an association
// errors: 4
#include "rowan/rowan.hpp"

class Toy;
class Pet : public rowan::Model<Pet> {
 public:
  std::int64_t id{};
  std::string name;
  bool tame{};
  rowan::HasMany<Toy> toys;

  ROWAN_MODEL(Pet, (), (id, name, tame, toys))
};
class Toy : public rowan::Model<Toy> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Pet> pet;

  ROWAN_MODEL(Toy, (), (id, pet))
};

auto set() { return Pet::where(Pet::c.name = "Rex"); }
auto bare() { return Pet::where(Pet::c.name); }
auto bare_association() { return Pet::where(Pet::c.toys); }
auto preloaded() { return Pet::all().preload(Pet::c.name); }
auto fine() { return Pet::where(Pet::c.tame && !Pet::c.toys.some(Toy::c.pet == 5)).where(Pet::c.tame).count(); }
auto counted() { return Pet::count(Pet::c.name) + Pet::count(Pet::c.tame) + Pet::count(Pet::c.toys.some()); }
