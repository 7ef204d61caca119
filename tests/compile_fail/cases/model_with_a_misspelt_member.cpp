// expect: did you mean
#include "rowan/rowan.hpp"

class Pet : public rowan::Model<Pet> {
 public:
  std::int64_t id{};
  std::string name;

  ROWAN_MODEL(Pet, (), (id, nmae))
};
