// expect: rowan: this is no model of the same table: a sub-class derives from rowan::Model<Admin, User>
// expect: rowan: a model derives from rowan::Model of itself, as in class Wolf : public rowan::Model<Wolf>
#include "rowan/rowan.hpp"

struct PetParts {
  std::int64_t id{};
  std::string type;

  ROWAN_MIXIN(PetParts, (), (id, type))
};
class Pet : public rowan::Model<Pet>, public PetParts {
 public:
  ROWAN_MODEL(Pet, (PetParts), ())
};
class Dog : public rowan::Model<Dog, Pet>, public PetParts {
 public:
  ROWAN_MODEL(Dog, (PetParts), ())
};
class Wolf : public rowan::Model<Dog, Pet>, public PetParts {
 public:
  ROWAN_MODEL(Wolf, (PetParts), ())
};
class Shop : public rowan::Model<Shop> {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Shop, (), (id))
};

void ask(Pet& pet, rowan::Records<Pet>& pets) {
  static_cast<void>(pet.as<Dog>());
  static_cast<void>(pet.as<Shop>());
  static_cast<void>(pets.as<Shop>());
}
