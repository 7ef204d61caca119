// expect: rowan: a factory's function may run on several threads at once, so it can't be mutable
// expect: rowan: a factory's function takes the record and, if it wants one, a rowan::testing::Sequence
// errors: 3
#include "rowan/rowan.hpp"
#include "rowan/testing/factory.hpp"

class Pet : public rowan::Model<Pet> {
 public:
  std::int64_t id{};
  ROWAN_MODEL(Pet, (), (id))
};

void define() {
  using rowan::testing::Factory;
  Factory<Pet>::define([next = 0](Pet& pet) mutable { pet.id = ++next; });
  Factory<Pet>::define([](Pet&) {}).trait("numbered", [next = 0](Pet& pet, rowan::testing::Sequence) mutable {
    pet.id = ++next;
  });
  Factory<Pet>::define([](int) {});
  Factory<Pet>::define([](Pet& pet, rowan::testing::Sequence n) { pet.id = static_cast<std::int64_t>(n); });
}
