// expect: sets nothing by itself: hand it to create(), update() or update_all()
// flags: -Werror=unused-result
// errors: 2
#include "rowan/rowan.hpp"

class Pet : public rowan::Model<Pet> {
 public:
  std::int64_t id{};
  std::string name;
  int age{};
  ROWAN_MODEL(Pet, (), (id, name, age))
};

void set(Pet& pet) { pet.c.name = "Rex"; }
void add() { Pet::c.age += 1; }
void fine(Pet& pet) { pet.update_or_throw(Pet::c.name = "Rex"); }
