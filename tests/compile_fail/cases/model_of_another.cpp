// expect: rowan: a model derives from rowan::Model of itself, as in class Dog : public rowan::Model<Dog>
// expect: rowan: a model derives from rowan::Model of itself, as in class Lion : public rowan::Model<Lion>
// expect: rowan: this class inherits a model but is none: its own members would be lost
// expect: rowan: inherit publicly and once: class Cow : public rowan::Model<Cow>
// errors: 5
#include "rowan/rowan.hpp"

class Pet : public rowan::Model<Pet> {
 public:
  std::int64_t id{};
  std::string name;
  int age{};
  rowan::Decimal price;

  ROWAN_MODEL(Pet, (), (id, name, age, price))
};

class Dog : public rowan::Model<Pet> {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Dog, (), (id))
};
class Lion : public Pet {
 public:
  int mane{};

  ROWAN_MODEL(Lion, (), (mane))
};
class Cow : rowan::Model<Cow> {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Cow, (), (id))
};
class Cat : public Pet {
 public:
  int lives{};
};

void create(rowan::Database db) { db.create_tables<Cat>(); }
void save(std::vector<Cat>& cats) { static_cast<void>(Cat::save_all(cats)); }
