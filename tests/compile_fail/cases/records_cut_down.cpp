// expect: is protected within this context
// errors: 5
#include "rowan/rowan.hpp"

class Pet : public rowan::Model<Pet> {
 public:
  std::int64_t id{};
  std::string name;
  ROWAN_MODEL(Pet, (), (id, name))
};

void in_a_loop() {
  for (auto pet : rowan::AnyRelation("Pet").load()) static_cast<void>(pet.get("name"));
}
void out_of_any(rowan::AnyRecord& any) { auto pet = *any; }
void over_any(rowan::AnyRecord& any, const Pet& pet) { *any = pet; }
void as_base(rowan::Model<Pet> pet) { static_cast<void>(pet.get("name")); }
void call(const Pet& pet) { as_base(pet); }
void fine(Pet pet) {
  for (auto& each : rowan::AnyRelation("Pet").load()) static_cast<void>(each.get("name"));
  Pet copy = pet;
  copy = Pet{.name = "Rex"};
  pet = std::move(copy);
}
