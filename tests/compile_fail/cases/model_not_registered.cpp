// expect: Pet::rowan_missing_ROWAN_REGISTER_MODEL_in_a_cpp_file()
// links
#include "rowan/rowan.hpp"

class Pet : public rowan::Model<Pet> {
 public:
  std::int64_t id{};
  std::string name;
  int age{};
  rowan::Decimal price;

  ROWAN_MODEL(Pet, (), (id, name, age, price))
};

int main() { Pet().save_or_throw(); }
