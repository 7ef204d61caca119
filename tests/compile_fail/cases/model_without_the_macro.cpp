// expect: rowan: this class has no ROWAN_MODEL: end it with ROWAN_MODEL(Pet, (), (id, name))
// errors: 1
#include "rowan/rowan.hpp"

class Pet : public rowan::Model<Pet> {
 public:
  std::int64_t id{};
};

Pet pet;
