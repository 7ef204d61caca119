// expect: rowan: find() needs a key
#include "rowan/rowan.hpp"

class Pet : public rowan::Model<Pet> {
 public:
  std::int64_t id{};
  std::string name;
  int age{};
  rowan::Decimal price;

  ROWAN_MODEL(Pet, (), (id, name, age, price))
};

auto nothing() { return Pet::find(); }
