// What the recipes added, used: a node, a function, an association kind and an attribute type. Prints the names of
// those that work.
#include <cstdint>
#include <cstdio>
#include <string>

#include "rowan/association/has_sole.hpp"
#include "rowan/query/functions.hpp"
#include "rowan/rowan.hpp"

struct Weight {
  std::int64_t grams = 0;
  bool operator==(const Weight&) const = default;
};
template <>
struct rowan::attribute_traits<Weight> {
  using stored = std::int64_t;
  static stored to_stored(const Weight& weight) { return weight.grams; }
  static Weight from_stored(stored grams) { return {grams}; }
};

class Pet;
class Owner : public rowan::Model<Owner> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasSole<Pet> pet;

  ROWAN_MODEL(Owner, (), (id, name, pet))
};

class Pet : public rowan::Model<Pet> {
 public:
  std::int64_t id{};
  int age{};
  Weight weight;
  rowan::BelongsTo<Owner> owner;

  ROWAN_MODEL(Pet, (), (id, age, weight, owner))
};
ROWAN_REGISTER_MODEL(Owner)
ROWAN_REGISTER_MODEL(Pet)

int main() {
  auto db = rowan::connect("sqlite::memory:");
  db.create_tables<Owner, Pet>();
  Owner ann;
  ann.name = "  Ann";
  Pet rex;
  rex.age = 3;
  rex.weight = {12000};
  ann.pet.set(std::move(rex));
  ann.save_or_throw();

  if (Pet::where(rowan::negative(Pet::c.age) == -3).count() == 1) std::puts("An expression node");
  if (Owner::where(rowan::trim_left(Owner::c.name) == "Ann").count() == 1) std::puts("A function");
  if (Owner::first()->pet->age == 3) std::puts("An association kind");
  if (Pet::where(Pet::c.weight == Weight{12000}).first()->weight == Weight{12000}) std::puts("An attribute type");
}
