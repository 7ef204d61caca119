// expect: rowan: find() and find_all() take the values of a key, as in find(5) or find(3, 4)
// errors: 4
#include <chrono>
#include <tuple>

#include "rowan/rowan.hpp"

class Pet : public rowan::Model<Pet> {
 public:
  std::int64_t id{};
  ROWAN_MODEL(Pet, (), (id))
};

void by_record(const Pet& pet) { static_cast<void>(Pet::find(pet)); }
void by_condition() { static_cast<void>(Pet::find_if(Pet::c.id == 5)); }
void by_nothing() { static_cast<void>(Pet::all().find(nullptr)); }
void by_duration() {
  static_cast<void>(Pet::find_all({std::tuple<std::int64_t, std::chrono::seconds>(1, std::chrono::seconds(2))}));
}
void fine() { static_cast<void>(Pet::find(5).id + Pet::find("5").id + Pet::all().find(std::string("5")).id); }
