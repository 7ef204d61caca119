#include "libraries/zoo.hpp"

ROWAN_REGISTER_MODEL(zoo::Animal)

namespace zoo {

void Animal::configure(rowan::ModelBuilder<Animal>& m) { m.belongs_to(&Animal::keeper).optional(); }

}  // namespace zoo
