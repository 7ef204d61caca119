// expect: rowan_models_are_not_declared_inside_functions
#include "rowan/rowan.hpp"

void declare() {
  class Pet : public rowan::Model<Pet> {
   public:
    std::int64_t id{};

    ROWAN_MODEL(Pet, (), (id))
  };
}
