// expect: rowan: a const member can't be an attribute
// expect: rowan: a member can't be named c
#include "rowan/rowan.hpp"

class Pet : public rowan::Model<Pet> {
 public:
  std::int64_t id{};
  const int legs = 4;

  ROWAN_MODEL(Pet, (), (id, legs))
};
class Car : public rowan::Model<Car> {
 public:
  std::int64_t id{};
  int c{};

  ROWAN_MODEL(Car, (), (id, c))
};
