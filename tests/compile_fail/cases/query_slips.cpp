// expect: rowan: nullptr is no value: write std::nullopt to ask for NULL
// expect: rowan: a text is no condition
// expect: rowan::attr("title") == "x"
// expect: rowan: this is a bool, known before the query runs
// expect: rowan: a text is no order: write order(Post::c.title), order(rowan::attr("title"))
// expect: rowan: a member pointer is no order
// expect: rowan: in() takes values, not records: select() one
// expect: compare a Decimal with rowan::Decimal("1.5")
// errors: 8
#include "rowan/rowan.hpp"

class Pet : public rowan::Model<Pet> {
 public:
  std::int64_t id{};
  std::string name;
  int age{};
  rowan::Decimal price;

  ROWAN_MODEL(Pet, (), (id, name, age, price))
};

auto by_null() { return Pet::where(Pet::c.name == nullptr); }
auto by_name_null() { return Pet::where(rowan::attr("name") != nullptr); }
auto by_text() { return Pet::where("name = 'Rex'"); }
auto by_bool(const Pet& pet) { return Pet::where(pet.age > 1); }
auto ordered_by_text() { return Pet::order("name"); }
auto ordered_by_member() { return Pet::order(&Pet::age); }
auto in_a_query() { return Pet::c.id.in(Pet::all()); }
auto by_double() { return Pet::c.price > 1.5; }
